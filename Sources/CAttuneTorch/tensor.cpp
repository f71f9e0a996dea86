// Tensors: making them, reading them back, asking what they are.
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>

#include <cstring>

#include "support.h"

using attune::guarded, attune::producing;

namespace attune {
at::ScalarType scalar_type(int32_t dtype) {
    switch (dtype) {
        case ATTUNE_FLOAT32: return at::kFloat;
        case ATTUNE_BFLOAT16: return at::kBFloat16;
        case ATTUNE_FLOAT16: return at::kHalf;
        case ATTUNE_FLOAT64: return at::kDouble;
        case ATTUNE_INT64: return at::kLong;
        case ATTUNE_INT32: return at::kInt;
        case ATTUNE_INT16: return at::kShort;
        case ATTUNE_UINT8: return at::kByte;
        case ATTUNE_BOOL: return at::kBool;
        default: TORCH_CHECK(false, "unknown dtype code ", dtype);
    }
}

int32_t dtype_code(at::ScalarType type) {
    switch (type) {
        case at::kFloat: return ATTUNE_FLOAT32;
        case at::kBFloat16: return ATTUNE_BFLOAT16;
        case at::kHalf: return ATTUNE_FLOAT16;
        case at::kDouble: return ATTUNE_FLOAT64;
        case at::kLong: return ATTUNE_INT64;
        case at::kInt: return ATTUNE_INT32;
        case at::kShort: return ATTUNE_INT16;
        case at::kByte: return ATTUNE_UINT8;
        case at::kBool: return ATTUNE_BOOL;
        default: return -1;
    }
}

at::Device device_of(attune_device device) {
    if (device.kind == ATTUNE_CPU) return at::Device(at::kCPU);
    return at::Device(at::kCUDA, static_cast<at::DeviceIndex>(device.index));
}
}  // namespace attune

void attune_tensor_free(attune_tensor *tensor) { delete tensor; }

attune_status attune_tensor_empty(const int64_t *shape, int32_t rank, int32_t dtype, attune_device device,
                                  attune_tensor **out) {
    return producing(out, [&] { return at::empty(attune::dims(shape, rank), attune::options(dtype, device)); });
}

attune_status attune_tensor_full(const int64_t *shape, int32_t rank, double value, int32_t dtype, attune_device device,
                                 attune_tensor **out) {
    return producing(out, [&] { return at::full(attune::dims(shape, rank), value, attune::options(dtype, device)); });
}

attune_status attune_tensor_from_bytes(const void *data, int64_t bytes, const int64_t *shape, int32_t rank,
                                       int32_t dtype, attune_device device, attune_tensor **out) {
    return producing(out, [&] {
        at::Tensor host = at::empty(attune::dims(shape, rank), at::TensorOptions().dtype(attune::scalar_type(dtype)));
        TORCH_CHECK(static_cast<int64_t>(host.nbytes()) == bytes, "the shape needs ", host.nbytes(), " bytes, ", bytes,
                    " were given");
        if (bytes > 0) std::memcpy(host.data_ptr(), data, static_cast<size_t>(bytes));
        return host.to(attune::device_of(device));
    });
}

attune_status attune_tensor_copy_bytes(const attune_tensor *tensor, void *destination, int64_t bytes) {
    return guarded([&] {
        at::Tensor host = tensor->value.detach().to(at::kCPU).contiguous();
        TORCH_CHECK(static_cast<int64_t>(host.nbytes()) == bytes, "the tensor has ", host.nbytes(), " bytes, room for ",
                    bytes, " was given");
        if (bytes > 0) std::memcpy(destination, host.data_ptr(), static_cast<size_t>(bytes));
    });
}

int32_t attune_tensor_rank(const attune_tensor *tensor) { return static_cast<int32_t>(tensor->value.dim()); }
int64_t attune_tensor_size(const attune_tensor *tensor, int32_t dimension) { return tensor->value.sizes()[dimension]; }
int32_t attune_tensor_dtype(const attune_tensor *tensor) { return attune::dtype_code(tensor->value.scalar_type()); }

attune_device attune_tensor_device(const attune_tensor *tensor) {
    at::Device device = tensor->value.device();
    return {device.is_cuda() ? ATTUNE_CUDA : ATTUNE_CPU, device.is_cuda() ? device.index() : 0};
}

void *attune_tensor_data(const attune_tensor *tensor) {
    bool direct = tensor->value.device().is_cpu() && tensor->value.is_contiguous();
    return direct ? tensor->value.data_ptr() : nullptr;
}

attune_status attune_tensor_item(const attune_tensor *tensor, double *out) {
    return guarded([&] { *out = tensor->value.item().toDouble(); });
}
