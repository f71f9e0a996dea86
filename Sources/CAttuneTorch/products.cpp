// Matrix products of linear layers. Processors with AVX-512 BF16 have loops of our own (packed_products.cpp). Where they do
// not serve, bfloat16 goes to oneDNN through ATen, or is widened where the processor has no products of it (widened.cpp);
// float32 on a CPU goes to whichever of MKL and oneDNN is the fast one: MKL runs a slow path on processors that are not
// Intel's.
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/bmm.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/randn.h>
#include <cpuid.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <vector>

#include "products.h"
#include "support.h"

using attune::guarded, attune::producing;

namespace {

bool is_intel() {
    unsigned a = 0, b = 0, c = 0, d = 0;
    if (!__get_cpuid(0, &a, &b, &c, &d)) return false;
    char vendor[13] = {};
    std::memcpy(vendor, &b, 4);
    std::memcpy(vendor + 4, &d, 4);
    std::memcpy(vendor + 8, &c, 4);
    return std::strcmp(vendor, "GenuineIntel") == 0;
}

// oneDNN's float32 product on plain tensors; null where this build of libtorch lacks the operator.
const std::optional<c10::OperatorHandle> &pointwise_operator() {
    static const auto handle = c10::Dispatcher::singleton().findSchema({"mkldnn::_linear_pointwise", ""});
    return handle;
}

bool prefers_onednn(const at::Tensor &x) {
    static const bool available = !is_intel() && pointwise_operator().has_value();
    return available && x.device().is_cpu() && x.scalar_type() == at::kFloat && !attune::is_recorded(x);
}

at::Tensor onednn_linear(const at::Tensor &x, const at::Tensor &w, const std::optional<at::Tensor> &bias) {
    auto stack = torch::jit::Stack{x, w, bias, "none", c10::List<std::optional<at::Scalar>>(), std::string()};
    pointwise_operator()->callBoxed(stack);
    return stack.back().toTensor();
}

}  // namespace

namespace attune {

at::Tensor multiplied(const at::Tensor &a, const at::Tensor &b) {
    note_product(a, b);
    if (packs(a)) return packed_product(a, b);
    if (!prefers_onednn(a)) return at::mm(a, b);
    return onednn_linear(a.contiguous(), b.t().contiguous(), std::nullopt);
}

at::Tensor batched_product(const at::Tensor &a, const at::Tensor &b) {
    note_product(a, b);
    return packs(a) ? packed_product(a, b) : at::bmm(a, b);
}

void add_product(at::Tensor target, const at::Tensor &a, const at::Tensor &b, bool accumulate) {
    if (packs(a)) {
        note_product(a, b);
        return packed_product_into(target, a, b, accumulate);
    }
    if (target.scalar_type() != a.scalar_type() || prefers_onednn(a)) {
        const at::Tensor fresh = multiplied(a, b);
        accumulate ? target.add_(fresh) : target.copy_(fresh);
        return;
    }
    note_product(a, b);
    accumulate ? at::addmm_out(target, target, a, b) : at::mm_out(target, a, b);
}

}  // namespace attune

using attune::multiplied;

attune_status attune_linear_forward(const attune_tensor *x, const attune_tensor *w, const attune_tensor *bias,
                                    attune_tensor **out) {
    return producing(out, [&] {
        attune::PartTimer timer(ATTUNE_PART_PRODUCTS);
        std::optional<at::Tensor> offset;
        if (bias) offset = bias->value;
        if (attune::is_recorded(w->value)) return at::linear(x->value, w->value, offset);
        if (attune::widens(x->value)) return attune::widened_linear(x->value, w->value, offset);
        attune::note_product(x->value, w->value.t());
        if (attune::packs(x->value)) return attune::packed_linear(x->value, w->value, offset);
        return prefers_onednn(x->value) ? onednn_linear(x->value, w->value, offset)
                                        : at::linear(x->value, w->value, offset);
    });
}

attune_status attune_linear_forward_into(attune_tensor *out, const attune_tensor *x, const attune_tensor *w) {
    return guarded([&] {
        attune::PartTimer timer(ATTUNE_PART_PRODUCTS);
        if (attune::widens(x->value)) {
            attune::widened_linear_into(out->value, x->value, w->value, std::nullopt);
        } else {
            attune::add_product(out->value, x->value, w->value.t(), false);
        }
    });
}

attune_status attune_linear_input_gradient(const attune_tensor *dy, const attune_tensor *w, attune_tensor **out) {
    return producing(out, [&] {
        attune::PartTimer timer(ATTUNE_PART_PRODUCTS);
        return attune::widens(dy->value) ? attune::widened_input_gradient(dy->value, w->value)
                                         : multiplied(dy->value, w->value);
    });
}

attune_status attune_linear_weight_gradient(attune_tensor *dw, const attune_tensor *dy, const attune_tensor *x,
                                            bool accumulate) {
    return guarded([&] {
        attune::PartTimer timer(ATTUNE_PART_PRODUCTS);
        if (attune::widens(x->value)) {
            attune::widened_weight_gradient(dw->value, dy->value, x->value, accumulate);
        } else {
            attune::add_product(dw->value, dy->value.t(), x->value, accumulate);
        }
    });
}

attune_status attune_linear_bias_gradient(attune_tensor *db, const attune_tensor *dy, bool accumulate) {
    return guarded([&] {
        attune::PartTimer timer(ATTUNE_PART_PRODUCTS);
        at::Tensor total = dy->value.sum(0, false, at::kFloat);
        accumulate ? db->value.add_(total) : db->value.copy_(total);
    });
}

namespace {

at::Tensor factor(int64_t batch, int64_t rows, int64_t columns, bool transposed, at::ScalarType type) {
    const int64_t first = transposed ? columns : rows, second = transposed ? rows : columns;
    at::Tensor t = batch > 0 ? at::randn({batch, first, second}) : at::randn({first, second});
    t = t.to(type);
    return transposed ? t.transpose(-1, -2) : t;
}

// Runs the work until its time is steady, at least `least` times and for `enough` seconds; the median.
template <typename Work>
double median_seconds(const Work &work, size_t least, double enough) {
    work();
    std::vector<double> times;
    double total = 0;
    while (times.size() < least || (total < enough && times.size() < 1000)) {
        const auto start = std::chrono::steady_clock::now();
        work();
        times.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
        total += times.back();
    }
    std::nth_element(times.begin(), times.begin() + times.size() / 2, times.end());
    return times[times.size() / 2];
}

}  // namespace

attune_status attune_product_time(const attune_product *product, double *seconds) {
    return guarded([&] {
        const at::NoGradGuard unrecorded;
        const attune_product &p = *product;
        const at::ScalarType type = attune::scalar_type(p.dtype);
        const at::Tensor a = factor(p.batch, p.rows, p.inner, p.first_transposed, type);
        const at::Tensor b = factor(p.batch, p.inner, p.columns, p.second_transposed, type);
        at::Tensor out = at::matmul(a, b);
        constexpr size_t least = 5;
        constexpr double enough = 0.02;
        if (p.batch > 0) {
            *seconds = median_seconds([&] { at::bmm_out(out, a, b); }, least, enough);
        } else if (prefers_onednn(a)) {
            const at::Tensor rows = a.contiguous(), matrix = b.t().contiguous();
            *seconds = median_seconds([&] { onednn_linear(rows, matrix, std::nullopt); }, least, enough);
        } else {
            *seconds = median_seconds([&] { at::mm_out(out, a, b); }, least, enough);
        }
    });
}
