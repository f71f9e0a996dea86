// Rotary position embedding (Su et al. 2021) in the half-split convention of Hugging Face checkpoints, in place.
#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>

#include "kernels.h"

attune_status attune_rotary_apply(attune_tensor *x, const attune_tensor *cosine, const attune_tensor *sine,
                                  int32_t heads, int32_t size, int32_t direction) {
    return attune::guarded([&] {
        attune::PartTimer timer(ATTUNE_PART_ROTARY);
        at::Tensor &t = x->value;
        TORCH_CHECK(t.dim() == 2 && static_cast<int64_t>(heads) * size <= t.size(1) && size % 2 == 0,
                    "rotary: ", heads, " heads of ", size, " do not fit rows of ", t.size(-1));
        TORCH_CHECK(cosine->value.size(0) == t.size(0), "rotary: ", cosine->value.size(0), " angle rows for ",
                    t.size(0), " rows");
        if (const auto *kernels = attune::fused_for(t)) {
            attune::parallel_shares(t.size(0), attune::row_grain, [&](int64_t begin, int64_t end, int64_t) {
                kernels->rotary(attune::element_of(t), t.data_ptr(), cosine->value.data_ptr<float>(),
                                sine->value.data_ptr<float>(), begin, end, t.size(1), heads, size,
                                static_cast<float>(direction));
            });
            return;
        }
        at::Tensor part = t.narrow(1, 0, static_cast<int64_t>(heads) * size).view({t.size(0), heads, size});
        at::Tensor low = part.narrow(2, 0, size / 2).to(at::kFloat), high = part.narrow(2, size / 2, size / 2).to(at::kFloat);
        at::Tensor c = cosine->value.unsqueeze(1), s = sine->value.unsqueeze(1) * direction;
        part.copy_(at::cat({low * c - high * s, high * c + low * s}, 2));
    });
}
