// Products of bfloat16 on a processor that has none and would emulate them at about a quarter of its float32 speed: the
// factors are widened, which loses nothing, and the product is rounded once at the end. What has one row for each output
// is widened a slice at a time, so that no second copy of the vocabulary's table or of its logits is ever held.
#include <ATen/ops/empty.h>

#include <algorithm>
#include <vector>

#include "products.h"
#include "support.h"

namespace {

// The outputs start ..< start + count of a linear layer.
struct Slice {
    int64_t start, count;

    // Of a weight [N, K], or of a bias [N].
    at::Tensor rows(const at::Tensor &t) const { return t.narrow(0, start, count); }
    // Of outputs [M, N].
    at::Tensor columns(const at::Tensor &t) const { return t.narrow(1, start, count); }
};

// Cuts N outputs about evenly, at multiples of 16, so that no widened slice of the weight [N, K] is much larger than
// 8 MiB: a block's weights are smaller and go whole, since narrow products are slow ones.
template <typename Body>
void for_each_slice(int64_t outputs, int64_t inputs, Body &&body) {
    constexpr int64_t slice_bytes = 8 << 20;
    const int64_t most = std::max<int64_t>(1, slice_bytes / 4 / std::max<int64_t>(1, inputs));
    const int64_t slices = (outputs + most - 1) / most;
    auto edge = [&](int64_t slice) { return slice == slices ? outputs : outputs * slice / slices / 16 * 16; };
    for (int64_t slice = 0; slice < slices; slice += 1) body(Slice{edge(slice), edge(slice + 1) - edge(slice)});
}

at::Tensor wide(const at::Tensor &t) { return t.to(at::kFloat); }

}  // namespace

namespace attune {

bool widens(const at::Tensor &t) {
    static const bool native = __builtin_cpu_supports("avx512bf16") || __builtin_cpu_supports("amx-bf16");
    return !native && t.device().is_cpu() && t.scalar_type() == at::kBFloat16 && !is_recorded(t);
}

at::Tensor widened(const at::Tensor &t) { return widens(t) ? wide(t) : t; }

at::Tensor widened_linear(const at::Tensor &x, const at::Tensor &w, const std::optional<at::Tensor> &bias) {
    std::vector<int64_t> shape = x.sizes().vec();
    shape.back() = w.size(0);
    at::Tensor out = at::empty(shape, x.options());
    widened_linear_into(out.view({-1, w.size(0)}), x.reshape({-1, w.size(1)}), w, bias);
    return out;
}

void widened_linear_into(at::Tensor out, const at::Tensor &x, const at::Tensor &w,
                         const std::optional<at::Tensor> &bias) {
    const at::Tensor rows = wide(x);
    for_each_slice(w.size(0), w.size(1), [&](Slice slice) {
        at::Tensor result = multiplied(rows, wide(slice.rows(w)).t());
        if (bias) result.add_(slice.rows(*bias));
        slice.columns(out).copy_(result);
    });
}

at::Tensor widened_input_gradient(const at::Tensor &dy, const at::Tensor &w) {
    at::Tensor sum;
    for_each_slice(w.size(0), w.size(1), [&](Slice slice) {
        const at::Tensor part = multiplied(wide(slice.columns(dy)), wide(slice.rows(w)));
        sum = sum.defined() ? sum.add_(part) : part;
    });
    return sum.to(dy.scalar_type());
}

void widened_weight_gradient(at::Tensor dw, const at::Tensor &dy, const at::Tensor &x, bool accumulate) {
    const at::Tensor rows = wide(x);
    for_each_slice(dw.size(0), dw.size(1), [&](Slice slice) {
        add_product(slice.rows(dw), wide(slice.columns(dy)).t(), rows, accumulate);
    });
}

}  // namespace attune
