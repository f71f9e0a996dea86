// The sum of squares, for the norm of gradients.
#include <ATen/ops/linalg_vector_norm.h>

#include <vector>

#include "kernels.h"

attune_status attune_tensor_square_sum(const attune_tensor *t, double *out) {
    return attune::guarded([&] {
        attune::PartTimer timer(ATTUNE_PART_OPTIMIZER);
        const auto *kernels = attune::fused_for(t->value);
        if (!kernels) {
            const double norm = at::linalg_vector_norm(t->value, 2, {}, false, at::kDouble).item<double>();
            *out = norm * norm;
            return;
        }
        std::vector<double> partial(static_cast<size_t>(attune::part_count(t->value.numel(), 1 << 14)));
        attune::parallel_rows(t->value.numel(), 1 << 14, [&](int64_t begin, int64_t end, int64_t part) {
            partial[static_cast<size_t>(part)] = kernels->square_sum(attune::element_of(t->value), t->value.data_ptr(), begin, end);
        });
        *out = 0;
        for (double share : partial) *out += share;
    });
}
