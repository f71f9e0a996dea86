// Cross-entropy of rows of logits; the logits turn into their own gradient in place.
#include <ATen/TensorOperators.h>
#include <ATen/ops/full_like.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/logsumexp.h>

#include "kernels.h"

attune_status attune_cross_entropy_rows(attune_tensor *logits, const attune_tensor *targets,
                                        const attune_tensor *row_scale, double smoothing, double z_weight,
                                        attune_tensor *losses) {
    return attune::guarded([&] {
        attune::PartTimer timer(ATTUNE_PART_LOSS);
        at::Tensor &rows = logits->value;
        const at::Tensor &wanted = targets->value;
        TORCH_CHECK(rows.dim() == 2 && wanted.numel() == rows.size(0) && losses->value.numel() == rows.size(0),
                    "cross-entropy: ", rows.size(0), " rows, ", wanted.numel(), " targets");
        if (const auto *kernels = attune::fused_for(rows)) {
            const int64_t *ids = wanted.data_ptr<int64_t>();
            for (int64_t i = 0; i < wanted.numel(); ++i) {
                TORCH_CHECK(ids[i] >= 0 && ids[i] < rows.size(1), "cross-entropy: target ", ids[i], " is outside of ",
                            rows.size(1), " tokens");
            }
            attune::parallel_shares(rows.size(0), 1, [&](int64_t begin, int64_t end, int64_t) {
                kernels->cross_entropy(attune::element_of(rows), rows.data_ptr(), ids,
                                       row_scale ? row_scale->value.data_ptr<float>() : nullptr,
                                       losses->value.data_ptr<float>(), begin, end, rows.size(1),
                                       {float(smoothing), float(z_weight)});
            });
            return;
        }
        at::Tensor logs = at::log_softmax(rows, 1, at::kFloat), column = wanted.unsqueeze(1);
        at::Tensor lse = at::logsumexp(rows.to(at::kFloat), 1);
        at::Tensor found = logs.gather(1, column).squeeze(1) * (smoothing - 1) - logs.mean(1) * smoothing;
        losses->value.copy_(found + lse.square() * z_weight);
        if (!row_scale) return;
        at::Tensor gradient = logs.exp() * (1 + 2 * z_weight * lse).unsqueeze(1) - smoothing / rows.size(1);
        gradient.scatter_add_(1, column, at::full_like(column, smoothing - 1, gradient.options()));
        rows.copy_(gradient * row_scale->value.unsqueeze(1));
    });
}
