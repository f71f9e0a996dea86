// Products for processors with AVX-512 BF16.
#include "product.h"

#if defined(__x86_64__)
#include <immintrin.h>

#include <algorithm>

#pragma clang attribute push(__attribute__((target("avx512bf16,avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,f16c"))), apply_to = function)
namespace attune {
namespace pairs {
#include "product_words.h"
#include "product_packing.h"
#include "product_tile.h"
#include "product_body.h"
}  // namespace pairs
const ProductKernels float32_products = pairs::kernels_of<pairs::Single>();
const ProductKernels bfloat16_products = pairs::kernels_of<pairs::Pair>();
}  // namespace attune
#pragma clang attribute pop
#endif
