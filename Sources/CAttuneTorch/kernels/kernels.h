// What the fused operations share: may the fused form take this tensor, and how to hand it over.
#pragma once
#include "../support.h"
#include "parallel.h"
#include "table.h"

namespace attune {

inline Element element_of(const at::Tensor &t) {
    return t.scalar_type() == at::kFloat ? Element::float32 : Element::bfloat16;
}

inline bool has_fused_type(const at::Tensor &t) {
    return t.scalar_type() == at::kFloat || t.scalar_type() == at::kBFloat16;
}

// The fused form for this tensor, or null when the composition has to serve.
inline const KernelTable *fused_for(const at::Tensor &t) {
    return t.device().is_cpu() && t.is_contiguous() && has_fused_type(t) ? active_kernels() : nullptr;
}

constexpr int64_t row_grain = 16;

}  // namespace attune
