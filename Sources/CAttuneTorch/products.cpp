// Matrix products of linear layers. bfloat16 goes to oneDNN through ATen. float32 on a CPU goes to whichever of MKL and
// oneDNN is the fast one on this processor: MKL runs a slow path on processors that are not Intel's.
#include <ATen/core/dispatch/Dispatcher.h>
#include <cpuid.h>

#include <cstring>

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

using PointwiseSignature = at::Tensor(const at::Tensor &, const at::Tensor &, const std::optional<at::Tensor> &,
                                      std::string_view, c10::List<std::optional<at::Scalar>>,
                                      std::optional<std::string_view>);

// oneDNN's float32 product on plain tensors; null where this build of libtorch lacks the operator.
const std::optional<c10::OperatorHandle> &pointwise_operator() {
    static const auto handle = c10::Dispatcher::singleton().findSchema({"mkldnn::_linear_pointwise", ""});
    return handle;
}

bool prefers_onednn(const at::Tensor &x) {
    static const bool available = !is_intel() && pointwise_operator().has_value();
    return available && x.device().is_cpu() && x.scalar_type() == at::kFloat && !at::GradMode::is_enabled();
}

at::Tensor onednn_linear(const at::Tensor &x, const at::Tensor &w, const std::optional<at::Tensor> &bias) {
    auto stack = torch::jit::Stack{x, w, bias, "none", c10::List<std::optional<at::Scalar>>(), std::string()};
    pointwise_operator()->callBoxed(stack);
    return stack.back().toTensor();
}

at::Tensor product(const at::Tensor &x, const at::Tensor &w, const std::optional<at::Tensor> &bias) {
    if (prefers_onednn(x)) return onednn_linear(x, w, bias);
    return at::linear(x, w, bias);
}

}  // namespace

attune_status attune_linear_forward(const attune_tensor *x, const attune_tensor *w, const attune_tensor *bias,
                                    attune_tensor **out) {
    return producing(out, [&] {
        return product(x->value, w->value, bias ? std::optional<at::Tensor>(bias->value) : std::nullopt);
    });
}

attune_status attune_linear_forward_into(attune_tensor *out, const attune_tensor *x, const attune_tensor *w) {
    return guarded([&] { at::mm_out(out->value, x->value, w->value.t()); });
}

attune_status attune_linear_input_gradient(const attune_tensor *dy, const attune_tensor *w, attune_tensor **out) {
    return producing(out, [&] {
        if (prefers_onednn(dy->value)) return onednn_linear(dy->value, w->value.t().contiguous(), std::nullopt);
        return at::mm(dy->value, w->value);
    });
}

attune_status attune_linear_weight_gradient(attune_tensor *dw, const attune_tensor *dy, const attune_tensor *x,
                                            bool accumulate) {
    return guarded([&] {
        at::Tensor &target = dw->value;
        bool direct = target.scalar_type() == x->value.scalar_type() && !prefers_onednn(x->value);
        if (direct && accumulate) {
            at::addmm_out(target, target, dy->value.t(), x->value);
        } else if (direct) {
            at::mm_out(target, dy->value.t(), x->value);
        } else {
            at::Tensor fresh = prefers_onednn(x->value)
                                   ? onednn_linear(dy->value.t().contiguous(), x->value.t().contiguous(), std::nullopt)
                                   : at::mm(dy->value.t(), x->value);
            accumulate ? target.add_(fresh) : target.copy_(fresh);
        }
    });
}

attune_status attune_linear_bias_gradient(attune_tensor *db, const attune_tensor *dy, bool accumulate) {
    return guarded([&] {
        at::Tensor total = dy->value.sum(0, false, at::kFloat);
        accumulate ? db->value.add_(total) : db->value.copy_(total);
    });
}
