// The products behind linear layers, for the files that compute them.
#pragma once
#include <ATen/core/Tensor.h>

#include <optional>

namespace attune {

// a [M, K] times b [K, N], by the library that is fast for them on this processor.
at::Tensor multiplied(const at::Tensor &a, const at::Tensor &b);
// Leaves a times b in the target, or adds it; the target's type may be another.
void add_product(at::Tensor target, const at::Tensor &a, const at::Tensor &b, bool accumulate);

// a [B, M, K] times b [B, K, N].
at::Tensor batched_product(const at::Tensor &a, const at::Tensor &b);

// Whether products of this tensor go by the packed loops of kernels/product.h, which serve all shapes.
bool packs(const at::Tensor &t);
at::Tensor packed_product(const at::Tensor &a, const at::Tensor &b);
// The target may be float32.
void packed_product_into(at::Tensor out, const at::Tensor &a, const at::Tensor &b, bool accumulate);
at::Tensor packed_linear(const at::Tensor &x, const at::Tensor &w, const std::optional<at::Tensor> &bias);

// A linear layer and its gradients for tensors that `widens` names; weights are [N, K].
at::Tensor widened_linear(const at::Tensor &x, const at::Tensor &w, const std::optional<at::Tensor> &bias);
void widened_linear_into(at::Tensor out, const at::Tensor &x, const at::Tensor &w,
                         const std::optional<at::Tensor> &bias);
at::Tensor widened_input_gradient(const at::Tensor &dy, const at::Tensor &w);
void widened_weight_gradient(at::Tensor dw, const at::Tensor &dy, const at::Tensor &x, bool accumulate);

}  // namespace attune
