// Chooses the form of the fused operations.
#include "kernels.h"

namespace attune {
namespace {

bool has_avx2() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

bool has_avx512() {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}

// With tiles for products (AMX) libraries are several times as fast as pairs can be.
bool has_pairs_alone() { return __builtin_cpu_supports("avx512bf16") && !__builtin_cpu_supports("amx-bf16"); }

int32_t best_form() { return !has_avx512() ? (has_avx2() ? 2 : 1) : has_pairs_alone() ? 4 : 3; }

const KernelTable *table_for(int32_t form) {
    switch (form) {
        case 0: return nullptr;
        case 1: return &portable_table;
        case 2: TORCH_CHECK(has_avx2(), "this processor has no AVX2"); return &avx2_table;
        case 4: TORCH_CHECK(has_pairs_alone(), "this processor has no AVX-512 BF16, or AMX"); [[fallthrough]];
        case 3: TORCH_CHECK(has_avx512(), "this processor has no AVX-512"); return &avx512_table;
        default: TORCH_CHECK(false, "unknown form ", form, " of the fused operations");
    }
}

// A choice holds for the thread that made it: an operation asks once, on its caller's thread, and hands the answer to the
// threads that help it. So one thread can compare forms while others go on with theirs.
struct Choice {
    int32_t form;
    const KernelTable *table;
    bool has_products;
};
Choice choice_of(int32_t form) {
    const int32_t chosen = form == -1 ? best_form() : form;
    return {form, table_for(chosen), chosen == 4};
}
Choice &current() {
    static const Choice best = choice_of(-1);
    thread_local Choice choice = best;
    return choice;
}

}  // namespace

const KernelTable *active_kernels() { return current().table; }

bool has_own_products() { return current().has_products; }
}  // namespace attune

attune_status attune_kernels_select(int32_t form) {
    return attune::guarded([&] { attune::current() = attune::choice_of(form); });
}

int32_t attune_kernels_selected(void) { return attune::current().form; }

const char *attune_kernels_name(void) {
    const attune::KernelTable *table = attune::active_kernels();
    return attune::has_own_products() ? "AVX-512 BF16" : table ? table->name : "compositions";
}
