// What the two ways to compute attention share: how heads lie in a row, and where a document's rows are.
#pragma once
#include <ATen/core/Tensor.h>

#include <vector>

namespace attune {

struct Heads {
    int64_t query, shared, size;
    int64_t group() const { return query / shared; }
    int64_t key_column() const { return query * size; }
    int64_t value_column() const { return (query + shared) * size; }
    int64_t columns() const { return (query + 2 * shared) * size; }
};

// Rows of a flat batch.
struct Piece {
    int64_t begin, count;
};

// A document's own rows, and what it sees before them.
struct Place {
    std::vector<Piece> seen;
    Piece own;
    int64_t past = 0;  // the rows of `seen`
};

// Forward and backward by own products (attention_units.cpp); what `out`, `lse` and `dqkv` hold is overwritten.
void attend_by_units(const at::Tensor &qkv, at::Tensor &out, at::Tensor &lse, const std::vector<Place> &places,
                     const Heads &heads, double scale);
void attend_by_units_backward(const at::Tensor &dout, const at::Tensor &qkv, const at::Tensor &out,
                              const at::Tensor &lse, at::Tensor &dqkv, const std::vector<Place> &places,
                              const Heads &heads, double scale);

}  // namespace attune
