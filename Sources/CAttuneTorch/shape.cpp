// Views, copies between types and devices, selection.
#include <ATen/ops/cat.h>

#include <vector>

#include "support.h"

using attune::producing;

attune_status attune_tensor_view(const attune_tensor *t, const int64_t *shape, int32_t rank, attune_tensor **out) {
    return producing(out, [&] { return t->value.view(attune::dims(shape, rank)); });
}

attune_status attune_tensor_narrow(const attune_tensor *t, int32_t dimension, int64_t start, int64_t length,
                                   attune_tensor **out) {
    return producing(out, [&] { return t->value.narrow(dimension, start, length); });
}

attune_status attune_tensor_transpose(const attune_tensor *t, int32_t a, int32_t b, attune_tensor **out) {
    return producing(out, [&] { return t->value.transpose(a, b); });
}

attune_status attune_tensor_expand(const attune_tensor *t, const int64_t *shape, int32_t rank, attune_tensor **out) {
    return producing(out, [&] { return t->value.expand(attune::dims(shape, rank)); });
}

attune_status attune_tensor_contiguous(const attune_tensor *t, attune_tensor **out) {
    return producing(out, [&] { return t->value.contiguous(); });
}

attune_status attune_tensor_to(const attune_tensor *t, int32_t dtype, attune_device device, attune_tensor **out) {
    return producing(out, [&] { return t->value.to(attune::device_of(device), attune::scalar_type(dtype)); });
}

attune_status attune_tensor_clone(const attune_tensor *t, attune_tensor **out) {
    return producing(out, [&] { return t->value.clone(at::MemoryFormat::Contiguous); });
}

attune_status attune_tensor_cat(attune_tensor *const *tensors, int32_t count, int32_t dimension, attune_tensor **out) {
    return producing(out, [&] {
        std::vector<at::Tensor> parts;
        for (int32_t i = 0; i < count; ++i) parts.push_back(tensors[i]->value);
        return at::cat(parts, dimension);
    });
}

attune_status attune_tensor_index_select(const attune_tensor *t, int32_t dimension, const attune_tensor *index,
                                         attune_tensor **out) {
    return producing(out, [&] {
        attune::PartTimer timer(ATTUNE_PART_ROWS);
        return t->value.index_select(dimension, index->value);
    });
}

attune_status attune_tensor_gather(const attune_tensor *t, int32_t dimension, const attune_tensor *index,
                                   attune_tensor **out) {
    return producing(out, [&] { return t->value.gather(dimension, index->value); });
}
