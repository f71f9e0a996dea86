// Elementwise arithmetic and reductions.
#include <ATen/TensorOperators.h>
#include <ATen/ops/add.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/rsqrt.h>

#include "support.h"

using attune::guarded, attune::producing;

attune_status attune_tensor_copy_into(attune_tensor *destination, const attune_tensor *source) {
    return guarded([&] {
        TORCH_CHECK(destination->value.sizes() == source->value.sizes(), "a copy needs equal shapes: ",
                    destination->value.sizes(), " and ", source->value.sizes());
        destination->value.copy_(source->value);
    });
}

attune_status attune_tensor_fill(attune_tensor *t, double value) {
    return guarded([&] { t->value.fill_(value); });
}

attune_status attune_tensor_add(const attune_tensor *a, const attune_tensor *b, double scale, attune_tensor **out) {
    return producing(out, [&] { return at::add(a->value, b->value, scale); });
}

attune_status attune_tensor_add_in_place(attune_tensor *a, const attune_tensor *b, double scale) {
    return guarded([&] { a->value.add_(b->value, scale); });
}

attune_status attune_tensor_mul(const attune_tensor *a, const attune_tensor *b, attune_tensor **out) {
    return producing(out, [&] { return at::mul(a->value, b->value); });
}

attune_status attune_tensor_scale(const attune_tensor *t, double factor, attune_tensor **out) {
    return producing(out, [&] { return at::mul(t->value, factor); });
}

attune_status attune_tensor_scale_in_place(attune_tensor *t, double factor) {
    return guarded([&] { t->value.mul_(factor); });
}

attune_status attune_tensor_index_add(attune_tensor *t, int32_t dimension, const attune_tensor *index,
                                      const attune_tensor *source) {
    return guarded([&] {
        attune::PartTimer timer(ATTUNE_PART_ROWS);
        t->value.index_add_(dimension, index->value, source->value);
    });
}

attune_status attune_tensor_sum(const attune_tensor *t, attune_tensor **out) {
    return producing(out, [&] { return t->value.sum(); });
}

attune_status attune_tensor_log_softmax(const attune_tensor *t, int32_t dimension, attune_tensor **out) {
    return producing(out, [&] { return at::log_softmax(t->value, dimension, at::kFloat); });
}

attune_status attune_tensor_exponential(const attune_tensor *t, attune_tensor **out) {
    return producing(out, [&] { return t->value.exp(); });
}

attune_status attune_tensor_sigmoid(const attune_tensor *t, attune_tensor **out) {
    return producing(out, [&] { return t->value.sigmoid(); });
}

attune_status attune_tensor_inverse_rms(const attune_tensor *t, double epsilon, attune_tensor **out) {
    return producing(out, [&] { return at::rsqrt(t->value.square().mean(-1, true) + epsilon); });
}

attune_status attune_tensor_all_finite(const attune_tensor *t, bool *out) {
    return guarded([&] { *out = at::isfinite(t->value).all().item<bool>(); });
}

attune_status attune_tensor_equal(const attune_tensor *a, const attune_tensor *b, bool *out) {
    return guarded([&] { *out = at::equal(a->value, b->value); });
}
