// A weight as an optimizer finds it: float32; or bfloat16 with a remainder of int16 (together every bit of a float32), of
// uint8 (24 bits), or alone (rounded by chance).
#pragma once
#include "kernels.h"

namespace attune {

struct StoredWeight {
    at::Tensor &value;
    at::Tensor *remainder;  // may be null

    StoredWeight(attune_tensor *weight, attune_tensor *rest)
        : value(weight->value), remainder(rest ? &rest->value : nullptr) {}

    bool is_whole() const { return value.scalar_type() == at::kFloat; }
    // Whether the gradient and the remainder have the weight's shape.
    bool fits(const at::Tensor &gradient) const {
        return has_fused_type(value) && value.sizes() == gradient.sizes() &&
               (!remainder || value.sizes() == remainder->sizes());
    }
    // The fused form for this weight and a gradient, or null when the composition has to serve.
    const KernelTable *kernels_for(const at::Tensor &gradient) const {
        return gradient.is_contiguous() && has_fused_type(gradient) ? fused_for(value) : nullptr;
    }
    // Where it lies, for the fused form.
    WeightMemory memory() const;
    // The float32 numbers: the weight itself when it is whole.
    at::Tensor exact() const;
    // Takes over what has become of `exact()`; the seed decides what is rounded by chance.
    void store(const at::Tensor &numbers, uint32_t seed);
};

// Sixteen even bits, twice, for each of `count` numbers, as the fused forms draw them.
at::Tensor scrambled(int64_t count, uint32_t seed, const at::Tensor &like);

}  // namespace attune
