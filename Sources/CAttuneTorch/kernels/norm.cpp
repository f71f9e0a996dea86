// Root mean square norm (Zhang and Sennrich 2019), statistics in float32.
#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/rsqrt.h>
#include <ATen/ops/zeros.h>

#include <vector>

#include "kernels.h"

using attune::guarded;

namespace {

std::pair<at::Tensor, at::Tensor> forward_composition(const at::Tensor &x, const at::Tensor &weight, double epsilon) {
    at::Tensor wide = x.to(at::kFloat);
    at::Tensor inverse = at::rsqrt(wide.square().mean(-1, true) + epsilon);
    return {(wide * inverse * weight.to(at::kFloat)).to(x.scalar_type()), inverse.squeeze(-1)};
}

at::Tensor backward_composition(const at::Tensor &dy, const at::Tensor &x, const at::Tensor &weight,
                                const at::Tensor &inverse, const at::Tensor *extra, at::Tensor *dweight) {
    at::Tensor upstream = dy.to(at::kFloat), normal = x.to(at::kFloat) * inverse.unsqueeze(-1);
    at::Tensor scaled = upstream * weight.to(at::kFloat);
    at::Tensor dx = inverse.unsqueeze(-1) * (scaled - normal * (scaled * normal).mean(-1, true));
    if (extra) dx = dx + extra->to(at::kFloat);
    if (dweight) dweight->add_((upstream * normal).sum(0));
    return dx.to(x.scalar_type());
}

}  // namespace

attune_status attune_rms_norm_forward(const attune_tensor *x, const attune_tensor *weight, double epsilon,
                                      attune_tensor **y, attune_tensor **inverse_rms) {
    return guarded([&] {
        attune::PartTimer timer(ATTUNE_PART_NORM);
        const at::Tensor &in = x->value;
        TORCH_CHECK(in.dim() == 2 && weight->value.numel() == in.size(1), "the norm's weight has ",
                    weight->value.numel(), " entries, the rows have ", in.size(-1));
        at::Tensor out, inverse;
        if (const auto *kernels = attune::fused_for(in); kernels && weight->value.scalar_type() == in.scalar_type()) {
            out = at::empty_like(in);
            inverse = at::empty({in.size(0)}, in.options().dtype(at::kFloat));
            attune::parallel_shares(in.size(0), attune::row_grain, [&](int64_t begin, int64_t end, int64_t) {
                kernels->rms_forward(attune::element_of(in), in.data_ptr(), weight->value.data_ptr(), out.data_ptr(),
                                     inverse.data_ptr<float>(), begin, end, in.size(1), static_cast<float>(epsilon));
            });
        } else {
            std::tie(out, inverse) = forward_composition(in, weight->value, epsilon);
        }
        *y = new attune_tensor{out};
        *inverse_rms = new attune_tensor{inverse};
    });
}

namespace {

at::Tensor backward_fused(const attune::KernelTable *kernels, const at::Tensor &dy, const at::Tensor &x,
                          const at::Tensor &weight, const at::Tensor &inverse, const at::Tensor *extra,
                          at::Tensor *dweight) {
    at::Tensor dx = at::empty_like(x);
    const int64_t parts = attune::part_count(x.size(0), attune::row_grain);
    at::Tensor partial;
    if (dweight) partial = at::zeros({parts, x.size(1)}, x.options().dtype(at::kFloat));
    attune::parallel_rows(x.size(0), attune::row_grain, [&](int64_t begin, int64_t end, int64_t part) {
        float *share = dweight ? partial.data_ptr<float>() + part * x.size(1) : nullptr;
        kernels->rms_backward(attune::element_of(x), dy.data_ptr(), x.data_ptr(), weight.data_ptr(),
                              inverse.data_ptr<float>(), extra ? extra->data_ptr() : nullptr, share, dx.data_ptr(),
                              begin, end, x.size(1));
    });
    for (int64_t part = 0; dweight && part < parts; ++part) dweight->add_(partial[part]);
    return dx;
}

}  // namespace

attune_status attune_rms_norm_backward(const attune_tensor *dy, const attune_tensor *x, const attune_tensor *weight,
                                       const attune_tensor *inverse_rms, const attune_tensor *dx_extra,
                                       attune_tensor *dweight, attune_tensor **dx) {
    return attune::producing(dx, [&] {
        attune::PartTimer timer(ATTUNE_PART_NORM);
        const at::Tensor *extra = dx_extra ? &dx_extra->value : nullptr;
        at::Tensor *target = dweight ? &dweight->value : nullptr;
        const auto *kernels = attune::fused_for(x->value);
        bool fits = kernels && dy->value.is_contiguous() && (!extra || extra->is_contiguous()) &&
                    weight->value.scalar_type() == x->value.scalar_type();
        return fits ? backward_fused(kernels, dy->value, x->value, weight->value, inverse_rms->value, extra, target)
                    : backward_composition(dy->value, x->value, weight->value, inverse_rms->value, extra, target);
    });
}
