// AdamW in one pass over master, moments and gradient, with the clip factor and the rounding folded in.
#include <cmath>
#include <vector>

#include "kernels.h"

namespace {

attune::AdamWLoop loop_settings(const attune_adamw_settings &s) {
    const double correction1 = 1 - std::pow(s.beta1, static_cast<double>(s.step));
    const double correction2 = 1 - std::pow(s.beta2, static_cast<double>(s.step));
    auto narrow = [](double value) { return static_cast<float>(value); };
    return {narrow(s.learning_rate), narrow(1 - s.beta1),     narrow(s.beta2),
            narrow(1 - s.beta2),     narrow(s.epsilon),       narrow(s.weight_decay),
            narrow(s.gradient_scale), narrow(correction1),    narrow(std::sqrt(correction2))};
}

void composition(at::Tensor &master, at::Tensor &first, at::Tensor &second, const at::Tensor &gradient,
                 const attune_adamw_settings &s) {
    const double correction1 = 1 - std::pow(s.beta1, static_cast<double>(s.step));
    const double correction2 = 1 - std::pow(s.beta2, static_cast<double>(s.step));
    at::Tensor g = gradient.to(at::kFloat) * s.gradient_scale;
    master.mul_(1 - s.learning_rate * s.weight_decay);
    first.lerp_(g, 1 - s.beta1);
    second.mul_(s.beta2).addcmul_(g, g, 1 - s.beta2);
    at::Tensor denominator = (second.sqrt() / std::sqrt(correction2)).add_(s.epsilon);
    master.addcdiv_(first, denominator, -s.learning_rate / correction1);
}

}  // namespace

attune_status attune_adamw_step(attune_tensor *master, attune_tensor *first, attune_tensor *second,
                                const attune_tensor *gradient, attune_tensor *weight,
                                const attune_adamw_settings *settings) {
    return attune::guarded([&] {
        at::Tensor &p = master->value;
        TORCH_CHECK(p.scalar_type() == at::kFloat && p.sizes() == gradient->value.sizes(),
                    "AdamW: the gradient does not fit the float32 master");
        const auto *kernels = attune::fused_for(p);
        bool fits = kernels && gradient->value.is_contiguous() && attune::has_fused_type(gradient->value) &&
                    (!weight || (weight->value.scalar_type() == at::kBFloat16 && weight->value.is_contiguous()));
        if (!fits) {
            composition(p, first->value, second->value, gradient->value, *settings);
            if (weight) weight->value.copy_(p);
            return;
        }
        const attune::AdamWLoop loop = loop_settings(*settings);
        attune::parallel_rows(p.numel(), 1 << 14, [&](int64_t begin, int64_t end, int64_t) {
            kernels->adamw(attune::element_of(gradient->value), p.data_ptr<float>(), first->value.data_ptr<float>(),
                           second->value.data_ptr<float>(), gradient->value.data_ptr(),
                           weight ? static_cast<uint16_t *>(weight->value.data_ptr()) : nullptr, begin, end, loop);
        });
    });
}

attune_status attune_tensor_square_sum(const attune_tensor *t, double *out) {
    return attune::guarded([&] {
        const auto *kernels = attune::fused_for(t->value);
        if (!kernels) {
            const double norm = at::linalg_vector_norm(t->value, 2, {}, false, at::kDouble).item<double>();
            *out = norm * norm;
            return;
        }
        std::vector<double> partial(static_cast<size_t>(attune::part_count(t->value.numel(), 1 << 14)));
        attune::parallel_rows(t->value.numel(), 1 << 14, [&](int64_t begin, int64_t end, int64_t part) {
            partial[static_cast<size_t>(part)] = kernels->square_sum(attune::element_of(t->value), t->value.data_ptr(), begin, end);
        });
        *out = 0;
        for (double share : partial) *out += share;
    });
}
