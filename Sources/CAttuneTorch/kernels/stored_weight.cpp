// The bits of a weight and of what its rounding cuts off, with libtorch's operators; the fused forms have weight_body.h.
#include "stored_weight.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/where.h>

namespace attune {
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

namespace {

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

at::Tensor join(const at::Tensor &weight, const at::Tensor &remainder) {
    at::Tensor out = at::empty(weight.sizes(), weight.options().dtype(at::kFloat));
    at::Tensor to = out.view({-1}), high = weight.view({-1}), low = remainder.view({-1});
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

void split(const at::Tensor &exact, at::Tensor &weight, at::Tensor &remainder) {
    at::Tensor from = exact.reshape({-1}), high = weight.view({-1}), low = remainder.view({-1});
    in_pieces(from.numel(), [&](int64_t begin, int64_t count) {
        split_piece(from.narrow(0, begin, count), high.narrow(0, begin, count), low.narrow(0, begin, count));
    });
}

void round_by_chance(const at::Tensor &exact, at::Tensor &weight, uint32_t seed) {
    at::Tensor chance = scrambled(exact.numel(), seed ^ 0x5BF03635u, exact).bitwise_and(0xFFFF).view_as(exact);
    put_high(weight, (bits_of(exact) + chance).bitwise_right_shift(16));
}

}  // namespace

WeightMemory StoredWeight::memory() const {
    const auto keeping = is_whole()     ? WeightKeeping::whole
                         : !remainder   ? WeightKeeping::alone
                         : remainder->scalar_type() == at::kShort ? WeightKeeping::halved
                                                                  : WeightKeeping::shortened;
    return {keeping, value.data_ptr(), remainder ? remainder->data_ptr() : nullptr};
}

at::Tensor StoredWeight::exact() const {
    if (is_whole()) return value;
    return remainder ? join(value, *remainder) : value.to(at::kFloat);
}

void StoredWeight::store(const at::Tensor &numbers, uint32_t seed) {
    if (is_whole()) return;
    remainder ? split(numbers, value, *remainder) : round_by_chance(numbers, value, seed);
}

}  // namespace attune

attune_status attune_weight_join(const attune_tensor *weight, const attune_tensor *remainder, attune_tensor **out) {
    return attune::producing(out, [&] {
        return remainder ? attune::join(weight->value, remainder->value) : weight->value.to(at::kFloat);
    });
}

attune_status attune_weight_split(const attune_tensor *exact, attune_tensor *weight, attune_tensor *remainder) {
    return attune::guarded([&] {
        const at::Tensor &from = exact->value;
        if (!remainder) {
            weight->value.copy_(from);
            return;
        }
        const auto *kernels = attune::fused_for(weight->value);
        if (!kernels || !from.is_contiguous() || from.scalar_type() != at::kFloat) {
            attune::split(from, weight->value, remainder->value);
            return;
        }
        TORCH_CHECK(from.numel() == weight->value.numel() && from.numel() == remainder->value.numel(),
                    "splitting a weight: the sizes differ");
        const attune::WeightMemory places = attune::StoredWeight(weight, remainder).memory();
        attune::parallel_shares(from.numel(), 1 << 14, [&](int64_t begin, int64_t end, int64_t) {
            kernels->split(places, from.data_ptr<float>() + begin, begin, end);
        });
    });
}

attune_status attune_weight_split_part(const float *exact, int64_t begin, int64_t count, attune_tensor *weight,
                                       attune_tensor *remainder) {
    return attune::guarded([&] {
        at::Tensor &high = weight->value, &low = remainder->value;
        TORCH_CHECK(high.is_contiguous() && low.is_contiguous() && high.device().is_cpu() && low.device().is_cpu(),
                    "splitting a part of a weight: it is not contiguous in main memory");
        TORCH_CHECK(begin >= 0 && count >= 0 && begin + count <= high.numel() && low.numel() == high.numel(),
                    "splitting a part of a weight: the sizes differ");
        if (const auto *kernels = attune::fused_for(high)) {
            kernels->split(attune::StoredWeight(weight, remainder).memory(), exact, begin, begin + count);
            return;
        }
        const at::Tensor from = at::from_blob(const_cast<float *>(exact), {count}, at::kFloat);
        attune::split_piece(from, high.view({-1}).narrow(0, begin, count), low.view({-1}).narrow(0, begin, count));
    });
}
