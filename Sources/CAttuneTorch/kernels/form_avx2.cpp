// The fused loops for processors with AVX2 and FMA.
#include "table.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)
namespace attune {
namespace avx2 {
#include "vector.h"
#include "body.h"
#include "weight_body.h"
#include "adamw_body.h"
#include "adafactor_body.h"
#include "entries.h"
}  // namespace avx2
const KernelTable avx2_table = avx2::table_named("AVX2");
}  // namespace attune
#pragma clang attribute pop
#endif
