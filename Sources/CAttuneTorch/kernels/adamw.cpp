// AdamW in one pass over weight, moments and gradient, with the clip factor and the rounding folded in; beside it the
// composition, which unpacks, steps and packs with libtorch's operators.
#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/maximum.h>
#include <ATen/ops/nan_to_num.h>
#include <ATen/ops/where.h>

#include <cmath>

#include "kernels.h"

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
// Sixteen even bits for each of `count` numbers, as the fused form draws them.
at::Tensor scrambled(int64_t count, uint32_t seed, const at::Tensor &like) {
    const auto options = like.options().dtype(at::kLong);
    auto wrapped = [](const at::Tensor &t) { return t.bitwise_and(0xFFFFFFFFLL); };
    at::Tensor x = wrapped(wrapped(at::arange(count, options)) * 0x9E3779B1LL + static_cast<int64_t>(seed));
    x = x.bitwise_xor(x.bitwise_right_shift(16));
    x = wrapped(x * 0x85EBCA6BLL);
    x = x.bitwise_xor(x.bitwise_right_shift(13));
    x = wrapped(x * 0xC2B2AE35LL);
    return x.bitwise_xor(x.bitwise_right_shift(16));
}

at::Tensor bits_of(const at::Tensor &exact) {
    return exact.contiguous().view(at::kInt).to(at::kLong).bitwise_and(0xFFFFFFFFLL);
}

at::Tensor signed_bits(const at::Tensor &bits) { return at::where(bits.ge(1LL << 31), bits - (1LL << 32), bits); }

void put_high(at::Tensor &weight, const at::Tensor &high) {
    at::Tensor halves = at::where(high.ge(1 << 15), high - (1 << 16), high).to(at::kShort);
    weight.copy_(halves.view(at::kBFloat16).view_as(weight));
}

// Calls body(begin, count) for pieces of a tensor, so that what a conversion makes on its way stays small.
template <typename Body>
void in_pieces(int64_t count, const Body &body) {
    constexpr int64_t piece = 1 << 20;
    for (int64_t begin = 0; begin < count; begin += piece) body(begin, std::min(piece, count - begin));
}

at::Tensor joined_bits(const at::Tensor &weight, const at::Tensor &remainder) {
    at::Tensor bits = bits_of(weight.to(at::kFloat));
    return remainder.scalar_type() == at::kShort ? bits + remainder.to(at::kLong)
                                                 : bits + (remainder.to(at::kLong) - 128) * 256;
}

at::Tensor join(const at::Tensor &weight, const at::Tensor *remainder) {
    if (!remainder) return weight.to(at::kFloat);
    at::Tensor out = at::empty(weight.sizes(), weight.options().dtype(at::kFloat));
    at::Tensor to = out.view({-1}), high = weight.view({-1}), low = remainder->view({-1});
    in_pieces(out.numel(), [&](int64_t begin, int64_t count) {
        at::Tensor bits = joined_bits(high.narrow(0, begin, count), low.narrow(0, begin, count));
        to.narrow(0, begin, count).copy_(signed_bits(bits).to(at::kInt).view(at::kFloat));
    });
    return out;
}

void split_piece(const at::Tensor &exact, at::Tensor high, at::Tensor low) {
    at::Tensor bits = bits_of(exact);
    if (low.scalar_type() == at::kShort) {
        at::Tensor top = (bits + 0x8000).bitwise_right_shift(16);
        put_high(high, top);
        low.copy_(bits - top * 65536);
    } else {
        at::Tensor most = (bits + 0x80).bitwise_right_shift(8), top = (most + 0x80).bitwise_right_shift(8);
        put_high(high, top);
        low.copy_(most - top * 256 + 128);
    }
}

void split(const at::Tensor &exact, at::Tensor &weight, at::Tensor *remainder) {
    if (!remainder) {
        weight.copy_(exact);
        return;
    }
    at::Tensor from = exact.reshape({-1}), high = weight.view({-1}), low = remainder->view({-1});
    in_pieces(from.numel(), [&](int64_t begin, int64_t count) {
        split_piece(from.narrow(0, begin, count), high.narrow(0, begin, count), low.narrow(0, begin, count));
    });
}

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

void round_by_chance(const at::Tensor &exact, at::Tensor &weight, uint32_t seed) {
    at::Tensor chance = scrambled(exact.numel(), seed ^ 0x5BF03635u, exact).bitwise_and(0xFFFF).view_as(exact);
    put_high(weight, (bits_of(exact) + chance).bitwise_right_shift(16));
}

void composition(const attune_adamw_memory &at, const at::Tensor &gradient, const attune_adamw_settings &s) {
    at::Tensor &weight = at.weight->value;
    at::Tensor *remainder = at.remainder ? &at.remainder->value : nullptr;
    const bool whole = weight.scalar_type() == at::kFloat, packed = at.first_scale != nullptr;
    at::Tensor exact = whole ? weight : join(weight, remainder);
    at::Tensor first = packed ? unpack_first(at.first->value, at.first_scale->value) : at.first->value;
    at::Tensor second = packed ? unpack_second(at.second->value, at.second_scale->value) : at.second->value;
    step(exact, first, second, gradient, s);
    if (packed) {
        at::Tensor chance = scrambled(exact.numel(), s.seed, exact).view_as(exact);
        pack_first(first, at.first->value, at.first_scale->value,
                   chance.bitwise_and(0xFFFF).to(at::kFloat) / 65536);
        pack_second(second, at.second->value, at.second_scale->value,
                    chance.bitwise_right_shift(16).to(at::kFloat) / 65536);
    }
    if (whole) return;
    remainder ? split(exact, weight, remainder) : round_by_chance(exact, weight, s.seed);
}

// ---- the fused form ----
attune::WeightKeeping keeping_of(const attune_adamw_memory &memory) {
    using attune::WeightKeeping;
    if (memory.weight->value.scalar_type() == at::kFloat) return WeightKeeping::whole;
    if (!memory.remainder) return WeightKeeping::alone;
    return memory.remainder->value.scalar_type() == at::kShort ? WeightKeeping::halved : WeightKeeping::shortened;
}

attune::AdamWMemory addresses(const attune_adamw_memory &memory) {
    auto place = [](attune_tensor *t) { return t ? t->value.data_ptr() : nullptr; };
    auto scale = [](attune_tensor *t) { return t ? t->value.data_ptr<float>() : nullptr; };
    return {keeping_of(memory),  place(memory.weight),      place(memory.remainder),   place(memory.first),
            place(memory.second), scale(memory.first_scale), scale(memory.second_scale)};
}

void check(const attune_adamw_memory &memory, const at::Tensor &gradient) {
    const at::Tensor &weight = memory.weight->value;
    const int64_t blocks = (weight.numel() + adamw_block - 1) / adamw_block;
    TORCH_CHECK(attune::has_fused_type(weight) && weight.sizes() == gradient.sizes(),
                "AdamW: the gradient does not fit the weight");
    for (const attune_tensor *t : {memory.first, memory.second, memory.remainder}) {
        TORCH_CHECK(!t || t->value.sizes() == weight.sizes(), "AdamW: the state does not fit the weight");
    }
    TORCH_CHECK(!memory.first_scale == !memory.second_scale, "AdamW: one scale without the other");
    for (const attune_tensor *t : {memory.first_scale, memory.second_scale}) {
        TORCH_CHECK(!t || t->value.numel() == blocks, "AdamW: ", blocks, " scales expected");
    }
    const auto kind = memory.first_scale ? at::kByte : at::kFloat;
    TORCH_CHECK(memory.first->value.scalar_type() == kind && memory.second->value.scalar_type() == kind,
                "AdamW: moments of the wrong type");
}

}  // namespace

attune_status attune_adamw_step(const attune_adamw_memory *memory, const attune_tensor *gradient,
                                const attune_adamw_settings *settings) {
    return attune::guarded([&] {
        attune::PartTimer timer(ATTUNE_PART_OPTIMIZER);
        const at::Tensor &g = gradient->value;
        check(*memory, g);
        const auto *kernels = attune::fused_for(memory->weight->value);
        if (!kernels || !g.is_contiguous() || !attune::has_fused_type(g)) {
            composition(*memory, g, *settings);
            return;
        }
        const attune::AdamWLoop loop = loop_settings(*settings);
        const attune::AdamWMemory places = addresses(*memory);
        const int64_t count = g.numel(), blocks = (count + adamw_block - 1) / adamw_block;
        attune::parallel_shares(blocks, 128, [&](int64_t begin, int64_t end, int64_t) {
            kernels->adamw(attune::element_of(g), places, g.data_ptr(), begin * adamw_block,
                           std::min(end * adamw_block, count), loop);
        });
    });
}

attune_status attune_weight_join(const attune_tensor *weight, const attune_tensor *remainder, attune_tensor **out) {
    return attune::producing(out, [&] { return join(weight->value, remainder ? &remainder->value : nullptr); });
}

attune_status attune_weight_split(const attune_tensor *exact, attune_tensor *weight, attune_tensor *remainder) {
    return attune::guarded([&] {
        const at::Tensor &from = exact->value;
        const auto *kernels = attune::fused_for(weight->value);
        if (!kernels || !remainder || !from.is_contiguous() || from.scalar_type() != at::kFloat) {
            split(from, weight->value, remainder ? &remainder->value : nullptr);
            return;
        }
        TORCH_CHECK(from.numel() == weight->value.numel() && from.numel() == remainder->value.numel(),
                    "splitting a weight: the sizes differ");
        const attune::AdamWMemory places = addresses({weight, remainder, nullptr, nullptr, nullptr, nullptr});
        attune::parallel_shares(from.numel(), 1 << 14, [&](int64_t begin, int64_t end, int64_t) {
            kernels->split(places, from.data_ptr<float>(), begin, end);
        });
    });
}
