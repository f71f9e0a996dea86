// Chooses the form of the fused operations.
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

// A choice holds for the thread that made it: an operation asks once, on its caller's thread, and hands the answer to the
// threads that help it. So one thread can compare forms while others go on with theirs.
struct Choice {
    int32_t form;
    const KernelTable *table;
};
Choice &current() {
    static const KernelTable *const best = table_for(-1);
    thread_local Choice choice{-1, best};
    return choice;
}

}  // namespace

const KernelTable *active_kernels() { return current().table; }
}  // namespace attune

attune_status attune_kernels_select(int32_t form) {
    return attune::guarded([&] { attune::current() = {form, attune::table_for(form)}; });
}

int32_t attune_kernels_selected(void) { return attune::current().form; }

const char *attune_kernels_name(void) {
    const attune::KernelTable *table = attune::active_kernels();
    return table ? table->name : "compositions";
}
