// Gated linear unit with SiLU (Shazeer 2020): out = silu(gate) * up, gate and up side by side in one tensor.
#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/silu.h>

#include "kernels.h"

using attune::producing;

namespace {
struct Halves {
    at::Tensor gate, up;
};
Halves halves_of(const at::Tensor &gate_up) {
    const int64_t width = gate_up.size(1) / 2;
    return {gate_up.narrow(1, 0, width).to(at::kFloat), gate_up.narrow(1, width, width).to(at::kFloat)};
}
}  // namespace

attune_status attune_swiglu_forward(const attune_tensor *gate_up, attune_tensor **out) {
    return producing(out, [&] {
        attune::PartTimer timer(ATTUNE_PART_SWIGLU);
        const at::Tensor &in = gate_up->value;
        const auto *kernels = attune::fused_for(in);
        if (!kernels) {
            auto [gate, up] = halves_of(in);
            return (at::silu(gate) * up).to(in.scalar_type());
        }
        at::Tensor result = at::empty({in.size(0), in.size(1) / 2}, in.options());
        attune::parallel_shares(in.size(0), attune::row_grain, [&](int64_t begin, int64_t end, int64_t) {
            kernels->swiglu_forward(attune::element_of(in), in.data_ptr(), result.data_ptr(), begin, end,
                                    result.size(1));
        });
        return result;
    });
}

attune_status attune_swiglu_backward(const attune_tensor *dout, const attune_tensor *gate_up,
                                     attune_tensor **dgate_up) {
    return producing(dgate_up, [&] {
        attune::PartTimer timer(ATTUNE_PART_SWIGLU);
        const at::Tensor &in = gate_up->value;
        const auto *kernels = attune::fused_for(in);
        if (!kernels || !dout->value.is_contiguous()) {
            auto [gate, up] = halves_of(in);
            at::Tensor d = dout->value.to(at::kFloat), sigmoid = at::sigmoid(gate);
            at::Tensor dgate = d * up * sigmoid * (1 + gate * (1 - sigmoid));
            return at::cat({dgate, d * gate * sigmoid}, 1).to(in.scalar_type());
        }
        at::Tensor result = at::empty_like(in);
        attune::parallel_shares(in.size(0), attune::row_grain, [&](int64_t begin, int64_t end, int64_t) {
            kernels->swiglu_backward(attune::element_of(in), dout->value.data_ptr(), in.data_ptr(), result.data_ptr(),
                                     begin, end, in.size(1) / 2);
        });
        return result;
    });
}
