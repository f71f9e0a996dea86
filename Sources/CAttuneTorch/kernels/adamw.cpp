// AdamW in one pass over weight, moments and gradient, with the clip factor and the rounding folded in; beside it the
// composition, which unpacks, steps and packs with libtorch's operators.
#include <ATen/TensorOperators.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/maximum.h>
#include <ATen/ops/nan_to_num.h>
#include <ATen/ops/zeros_like.h>

#include <cmath>

#include "stored_weight.h"

namespace {

using attune::adamw_block;

attune::AdamWLoop loop_settings(const attune_adamw_settings &s) {
    const double correction1 = 1 - std::pow(s.beta1, static_cast<double>(s.step));
    const double correction2 = 1 - std::pow(s.beta2, static_cast<double>(s.step));
    auto narrow = [](double value) { return static_cast<float>(value); };
    return {narrow(s.learning_rate),  narrow(1 - s.beta1),  narrow(s.beta2),
            narrow(1 - s.beta2),      narrow(s.epsilon),    narrow(s.weight_decay),
            narrow(s.gradient_scale), narrow(correction1),  narrow(std::sqrt(correction2)),
            s.seed};
}

// ---- the composition ----
// Numbers in blocks of 128, the last filled up with zeros: [blocks, 128].
at::Tensor blocked(const at::Tensor &t) {
    const int64_t count = t.numel(), blocks = (count + adamw_block - 1) / adamw_block;
    return at::constant_pad_nd(t.reshape({-1}), {0, blocks * adamw_block - count}).view({blocks, adamw_block});
}

at::Tensor unblocked(const at::Tensor &t, const at::Tensor &like) {
    return t.reshape({-1}).narrow(0, 0, like.numel()).view_as(like);
}

at::Tensor unpack_first(const at::Tensor &bytes, const at::Tensor &scale) {
    at::Tensor level = blocked(bytes.to(at::kFloat) - 128);
    return unblocked(level * level.abs() * (scale.unsqueeze(1) / (127.0 * 127.0)), bytes);
}

at::Tensor unpack_second(const at::Tensor &bytes, const at::Tensor &scale) {
    return unblocked(blocked(bytes.to(at::kFloat)).pow(4) * (scale.unsqueeze(1) / std::pow(255.0, 4)), bytes);
}

at::Tensor share_of_largest(const at::Tensor &numbers, at::Tensor &scale, double most) {
    at::Tensor blocks = blocked(numbers.abs());
    scale.copy_(blocks.amax(1));
    return unblocked(at::nan_to_num(blocks * (most / scale.unsqueeze(1)), 0.0, 0.0, 0.0).clamp_max(most), numbers);
}

void pack_first(const at::Tensor &m, at::Tensor &bytes, at::Tensor &scale, const at::Tensor &chance) {
    at::Tensor size = share_of_largest(m, scale, 127.0 * 127.0), level = size.sqrt().floor();
    at::Tensor up = (size - level * level).gt(chance * (level * 2 + 1)).logical_and(level.gt(0));
    bytes.copy_((level + up) * m.sign() + 128);
}

void pack_second(const at::Tensor &v, at::Tensor &bytes, at::Tensor &scale, const at::Tensor &chance) {
    at::Tensor size = share_of_largest(v, scale, std::pow(255.0, 4)), level = size.sqrt().sqrt().floor();
    at::Tensor below = level.pow(4), up = (size - below).gt(chance * ((level + 1).pow(4) - below));
    bytes.copy_(at::maximum((level + up).clamp_max(255), v.gt(0).to(at::kFloat)));
}

void step(at::Tensor &weight, at::Tensor &first, at::Tensor &second, const at::Tensor &gradient,
          const attune_adamw_settings &s) {
    const double correction1 = 1 - std::pow(s.beta1, static_cast<double>(s.step));
    const double correction2 = 1 - std::pow(s.beta2, static_cast<double>(s.step));
    at::Tensor g = gradient.to(at::kFloat) * s.gradient_scale;
    weight.mul_(1 - s.learning_rate * s.weight_decay);
    first.lerp_(g, 1 - s.beta1);
    second.mul_(s.beta2).addcmul_(g, g, 1 - s.beta2);
    at::Tensor denominator = (second.sqrt() / std::sqrt(correction2)).add_(s.epsilon);
    weight.addcdiv_(first, denominator, -s.learning_rate / correction1);
}

void composition(attune::StoredWeight weight, const attune_adamw_memory &at, const at::Tensor &gradient,
                 const attune_adamw_settings &s) {
    const bool packed = at.first_scale != nullptr;
    at::Tensor exact = weight.exact();
    at::Tensor first = packed     ? unpack_first(at.first->value, at.first_scale->value)
                       : at.first ? at.first->value
                                  : at::zeros_like(exact);
    at::Tensor second = packed      ? unpack_second(at.second->value, at.second_scale->value)
                        : at.second ? at.second->value
                                    : at::zeros_like(exact);
    step(exact, first, second, gradient, s);
    if (packed) {
        at::Tensor chance = attune::scrambled(exact.numel(), s.seed, exact).view_as(exact);
        pack_first(first, at.first->value, at.first_scale->value,
                   chance.bitwise_and(0xFFFF).to(at::kFloat) / 65536);
        pack_second(second, at.second->value, at.second_scale->value,
                    chance.bitwise_right_shift(16).to(at::kFloat) / 65536);
    }
    weight.store(exact, s.seed);
}

// ---- the fused form ----
attune::AdamWMemory addresses(const attune::StoredWeight &weight, const attune_adamw_memory &memory) {
    auto place = [](attune_tensor *t) { return t ? t->value.data_ptr() : nullptr; };
    auto scale = [](attune_tensor *t) { return t ? t->value.data_ptr<float>() : nullptr; };
    return {weight.memory(), place(memory.first), place(memory.second), scale(memory.first_scale),
            scale(memory.second_scale)};
}

void check(const attune::StoredWeight &weight, const attune_adamw_memory &memory, const at::Tensor &gradient) {
    const int64_t blocks = (gradient.numel() + adamw_block - 1) / adamw_block;
    TORCH_CHECK(weight.fits(gradient), "AdamW: gradient or remainder do not fit the weight");
    const bool packed = memory.first_scale != nullptr;
    TORCH_CHECK(!memory.first == !memory.second && packed == (memory.second_scale != nullptr) && (memory.first || !packed),
                "AdamW: one moment or scale without the other");
    for (const attune_tensor *t : {memory.first, memory.second}) {
        TORCH_CHECK(!t || t->value.sizes() == gradient.sizes(), "AdamW: the state does not fit the weight");
        TORCH_CHECK(!t || t->value.scalar_type() == (packed ? at::kByte : at::kFloat), "AdamW: moments of the wrong type");
    }
    for (const attune_tensor *t : {memory.first_scale, memory.second_scale}) {
        TORCH_CHECK(!t || t->value.numel() == blocks, "AdamW: ", blocks, " scales expected");
    }
}

}  // namespace

attune_status attune_adamw_step(const attune_adamw_memory *memory, const attune_tensor *gradient,
                                const attune_adamw_settings *settings) {
    return attune::guarded([&] {
        attune::PartTimer timer(ATTUNE_PART_OPTIMIZER);
        const at::Tensor &g = gradient->value;
        attune::StoredWeight weight(memory->weight, memory->remainder);
        check(weight, *memory, g);
        const auto *kernels = weight.kernels_for(g);
        if (!kernels) {
            composition(weight, *memory, g, *settings);
            return;
        }
        const attune::AdamWLoop loop = loop_settings(*settings);
        const attune::AdamWMemory places = addresses(weight, *memory);
        const int64_t count = g.numel(), blocks = (count + adamw_block - 1) / adamw_block;
        attune::parallel_shares(blocks, 128, [&](int64_t begin, int64_t end, int64_t) {
            kernels->adamw(attune::element_of(g), places, g.data_ptr(), begin * adamw_block,
                           std::min(end * adamw_block, count), loop);
        });
    });
}
