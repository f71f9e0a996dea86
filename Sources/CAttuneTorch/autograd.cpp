// Gradients by libtorch's own tape. Training differentiates its stages by hand; this is what tests hold against it.
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include <vector>

#include "support.h"

using attune::guarded;

bool attune_gradients_enabled(void) { return at::GradMode::is_enabled(); }
void attune_gradients_set_enabled(bool enabled) { at::GradMode::set_enabled(enabled); }

attune_status attune_tensor_require_gradient(attune_tensor *t) {
    return guarded([&] { t->value.requires_grad_(true); });
}

attune_status attune_gradients_of(const attune_tensor *scalar, attune_tensor *const *inputs, int32_t count,
                                  attune_tensor **out) {
    return guarded([&] {
        std::vector<at::Tensor> variables;
        for (int32_t i = 0; i < count; ++i) variables.push_back(inputs[i]->value);
        auto gradients = torch::autograd::grad({scalar->value}, variables);
        for (int32_t i = 0; i < count; ++i) out[i] = new attune_tensor{gradients[static_cast<size_t>(i)]};
    });
}
