// The fused loops for processors with AVX-512 (F, BW, DQ, VL).
#include "table.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,f16c"))), apply_to = function)
namespace attune {
namespace avx512 {
#include "vector.h"
#include "body.h"
#include "weight_body.h"
#include "adamw_body.h"
#include "adafactor_body.h"
#include "entries.h"
}  // namespace avx512
const KernelTable avx512_table = avx512::table_named("AVX-512");
}  // namespace attune
#pragma clang attribute pop
#endif
