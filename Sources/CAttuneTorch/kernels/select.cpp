// Chooses the form of the fused operations.
#include <atomic>

#include "kernels.h"

namespace attune {
namespace {

bool has_avx2() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

bool has_avx512() {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}

const KernelTable *table_for(int32_t form) {
    switch (form) {
        case -1: return has_avx512() ? &avx512_table : has_avx2() ? &avx2_table : &portable_table;
        case 0: return nullptr;
        case 1: return &portable_table;
        case 2: TORCH_CHECK(has_avx2(), "this processor has no AVX2"); return &avx2_table;
        case 3: TORCH_CHECK(has_avx512(), "this processor has no AVX-512"); return &avx512_table;
        default: TORCH_CHECK(false, "unknown form ", form, " of the fused operations");
    }
}

std::atomic<const KernelTable *> &current() {
    static std::atomic<const KernelTable *> table{table_for(-1)};
    return table;
}

}  // namespace

const KernelTable *active_kernels() { return current().load(std::memory_order_relaxed); }
}  // namespace attune

attune_status attune_kernels_select(int32_t form) {
    return attune::guarded([&] { attune::current().store(attune::table_for(form)); });
}

const char *attune_kernels_name(void) {
    const attune::KernelTable *table = attune::active_kernels();
    return table ? table->name : "compositions";
}
