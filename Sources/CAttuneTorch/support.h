// Shared by the files behind attune_torch.h: the handle, the exception guard, conversions.
#pragma once
#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>

#include "attune_torch.h"
#include "profile.h"

struct attune_tensor {
    at::Tensor value;
};

namespace attune {

// Records the exception in flight as this thread's message and returns its status.
attune_status record_exception() noexcept;

template <typename Body>
attune_status guarded(Body &&body) noexcept {
    try {
        body();
        return ATTUNE_OK;
    } catch (...) {
        return record_exception();
    }
}

// A call whose single result is a new tensor.
template <typename Body>
attune_status producing(attune_tensor **out, Body &&body) noexcept {
    return guarded([&] { *out = new attune_tensor{body()}; });
}

at::ScalarType scalar_type(int32_t dtype);
int32_t dtype_code(at::ScalarType type);
at::Device device_of(attune_device device);

inline at::IntArrayRef dims(const int64_t *shape, int32_t rank) { return {shape, static_cast<size_t>(rank)}; }
inline at::TensorOptions options(int32_t dtype, attune_device device) {
    return at::TensorOptions().dtype(scalar_type(dtype)).device(device_of(device));
}

// Whether libtorch's tape follows this tensor: only its own operators can be recorded, and only tests ask for it.
inline bool is_recorded(const at::Tensor &t) { return at::GradMode::is_enabled() && t.requires_grad(); }

// Whether a product of this tensor runs in float32 because the processor has no products of its type.
bool widens(const at::Tensor &t);
at::Tensor widened(const at::Tensor &t);

}  // namespace attune
