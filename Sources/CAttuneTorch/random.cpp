// Numbers by chance as a pure function of a key and a counter (Philox 4x32, 10 rounds): nothing is drawn in sequence, so
// recomputed, resumed and differently threaded runs see the same numbers.
// Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011, section 3.2.
#include <ATen/ops/empty.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros.h>

#include "kernels/parallel.h"
#include "support.h"

using attune::guarded, attune::producing;

namespace {

struct Words {
    uint32_t word[4];
};

Words philox(const attune_draw &draw, uint32_t block) {
    uint32_t a = block, b = draw.step, c = draw.micro_batch, d = draw.stream;
    uint32_t k0 = static_cast<uint32_t>(draw.seed), k1 = static_cast<uint32_t>(draw.seed >> 32);
    for (int round = 0; round < 10; ++round) {
        const uint64_t first = uint64_t{a} * 0xD2511F53u, second = uint64_t{c} * 0xCD9E8D57u;
        a = static_cast<uint32_t>(second >> 32) ^ b ^ k0;
        b = static_cast<uint32_t>(second);
        c = static_cast<uint32_t>(first >> 32) ^ d ^ k1;
        d = static_cast<uint32_t>(first);
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    return {{a, b, c, d}};
}

// Calls body(i, word) for every element, with 32 bits by chance of its own; every block of the counter makes four.
template <typename Body>
void for_each_draw(int64_t count, const attune_draw &draw, const Body &body) {
    TORCH_CHECK(count >> 34 == 0, "a draw of ", count, " numbers");
    attune::parallel_shares((count + 3) / 4, 1024, [&](int64_t begin, int64_t end, int64_t) {
        for (int64_t block = begin; block < end; ++block) {
            const Words words = philox(draw, static_cast<uint32_t>(block));
            const int64_t last = std::min<int64_t>(4, count - 4 * block);
            for (int64_t i = 0; i < last; ++i) body(4 * block + i, words.word[i]);
        }
    });
}

// Even numbers in 0 ..< 1 of 24 bits, one for each element.
at::Tensor uniforms(at::IntArrayRef shape, const attune_draw &draw) {
    at::Tensor numbers = at::empty(shape, at::kFloat);
    float *out = numbers.data_ptr<float>();
    for_each_draw(numbers.numel(), draw,
                  [&](int64_t i, uint32_t word) { out[i] = static_cast<float>(word >> 8) * 0x1p-24f; });
    return numbers;
}

// The bfloat16 of each number: its upper half, after chance in the size of the lower one; infinity stays.
at::Tensor rounded(const at::Tensor &exact, const attune_draw &draw) {
    at::Tensor numbers = at::empty(exact.sizes(), at::kBFloat16);
    const auto *in = reinterpret_cast<const uint32_t *>(exact.const_data_ptr<float>());
    auto *out = reinterpret_cast<uint16_t *>(numbers.data_ptr<at::BFloat16>());
    for_each_draw(exact.numel(), draw, [&](int64_t i, uint32_t word) {
        const bool is_finite = (in[i] & 0x7F800000u) != 0x7F800000u;
        out[i] = static_cast<uint16_t>((in[i] + (is_finite ? word >> 16 : 0)) >> 16);
    });
    return numbers;
}

}  // namespace

attune_status attune_tensor_add_noise(attune_tensor *x, const attune_tensor *amplitudes, const attune_draw *draw) {
    return guarded([&] {
        at::Tensor &rows = x->value;
        TORCH_CHECK(rows.dim() == 2 && amplitudes->value.numel() == rows.size(0), "noise: ", rows.size(0), " rows, ",
                    amplitudes->value.numel(), " amplitudes");
        at::Tensor noise = uniforms(rows.sizes(), *draw).mul_(2).sub_(1).to(rows.device());
        rows.copy_(noise.mul_(amplitudes->value.unsqueeze(1)).add_(rows));
    });
}

attune_status attune_tensor_dropout(const attune_tensor *x, double rate, const attune_draw *draw, attune_tensor **out) {
    return producing(out, [&] {
        TORCH_CHECK(rate >= 0 && rate < 1, "dropout: a rate of ", rate);
        at::Tensor kept = uniforms(x->value.sizes(), *draw).ge(rate).to(x->value.device());
        return at::where(kept, x->value, at::zeros({}, x->value.options())).mul_(1 / (1 - rate));
    });
}

attune_status attune_tensor_round(attune_tensor *x, const attune_tensor *exact, const attune_draw *draw) {
    return guarded([&] {
        const at::Tensor &numbers = exact->value;
        TORCH_CHECK(x->value.scalar_type() == at::kBFloat16 && numbers.scalar_type() == at::kFloat,
                    "rounding by chance: ", numbers.scalar_type(), " to ", x->value.scalar_type());
        TORCH_CHECK(x->value.sizes() == numbers.sizes(), "rounding by chance: ", numbers.sizes(), " to ",
                    x->value.sizes());
        x->value.copy_(rounded(numbers.to(at::kCPU).contiguous(), *draw));
    });
}
