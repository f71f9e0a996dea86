// Causal attention inside each document of a flat batch, and over the rows of earlier documents that it continues. With
// own products it goes by units (attention_units.cpp), else by batched products with a fused softmax between them. Query
// rows go in blocks, so that little above the diagonal is computed; the query heads that share a key head are folded into
// the rows of one product, so keys and values are never repeated. The backward recomputes the probabilities from the saved
// log-sum-exp (Dao et al. 2022) and keeps its sums over blocks and documents in float32.
#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/zeros.h>

#include "../products.h"
#include "attention.h"
#include "kernels.h"

using attune::Heads, attune::Piece, attune::Place;

namespace {

constexpr int64_t block_rows = 256;

// [n, heads, size] columns starting at `column` of rows [begin, begin + n), as [shared, group, n, size].
at::Tensor head_view(const at::Tensor &t, int64_t begin, int64_t n, int64_t column, int64_t heads, int64_t size,
                     int64_t shared) {
    at::Tensor rows = t.narrow(0, begin, n).narrow(1, column, heads * size);
    return rows.view({n, shared, heads / shared, size}).permute({1, 2, 0, 3});
}

struct Document {
    at::Tensor query, key, value;  // [K, G, n, S], [K, past + n, S], [K, past + n, S]
};

at::Tensor joined_rows(const at::Tensor &qkv, const Place &place, int64_t column, const Heads &h) {
    auto rows = [&](const Piece &piece) {
        return head_view(qkv, piece.begin, piece.count, column, h.shared, h.size, h.shared).squeeze(1);
    };
    if (place.seen.empty()) return attune::widened(rows(place.own)).contiguous();
    std::vector<at::Tensor> pieces;
    for (const Piece &piece : place.seen) pieces.push_back(rows(piece));
    pieces.push_back(rows(place.own));
    return attune::widened(at::cat(pieces, 1));
}

Document document_of(const at::Tensor &qkv, const Place &place, const Heads &h) {
    at::Tensor query = head_view(qkv, place.own.begin, place.own.count, 0, h.query, h.size, h.shared);
    return {attune::widened(query).contiguous(), joined_rows(qkv, place, h.key_column(), h),
            joined_rows(qkv, place, h.value_column(), h)};
}

at::Tensor causal_mask(int64_t rows, int64_t first, int64_t keys, at::Device device) {
    at::Tensor key = at::arange(keys, at::TensorOptions().device(device)).unsqueeze(0);
    at::Tensor own = at::arange(first, first + rows, at::TensorOptions().device(device)).unsqueeze(1);
    return key > own;  // true where a row must not look
}

// scores [K, G * rows, keys] -> probabilities in place; lse [K * G * rows].
void softmax_in_place(at::Tensor &scores, at::Tensor &lse, int64_t rows, int64_t first, double scale) {
    const int64_t keys = scores.size(2), count = scores.numel() / keys;
    if (const auto *kernels = attune::fused_for(scores)) {
        attune::parallel_shares(count, attune::row_grain, [&](int64_t begin, int64_t end, int64_t) {
            kernels->causal_softmax(attune::element_of(scores), scores.data_ptr(), lse.data_ptr<float>(), begin, end,
                                    rows, first, keys, static_cast<float>(scale));
        });
        return;
    }
    at::Tensor wide = (scores.to(at::kFloat) * scale).view({count / rows, rows, keys});
    wide = wide.masked_fill(causal_mask(rows, first, keys, scores.device()), -INFINITY);
    lse.copy_(wide.logsumexp(-1).view({-1}));
    scores.copy_(wide.softmax(-1).view_as(scores));
}

void probabilities_in_place(at::Tensor &scores, const at::Tensor &lse, int64_t rows, int64_t first, double scale) {
    const int64_t keys = scores.size(2), count = scores.numel() / keys;
    if (const auto *kernels = attune::fused_for(scores)) {
        attune::parallel_shares(count, attune::row_grain, [&](int64_t begin, int64_t end, int64_t) {
            kernels->causal_probabilities(attune::element_of(scores), scores.data_ptr(), lse.data_ptr<float>(), begin,
                                          end, rows, first, keys, static_cast<float>(scale));
        });
        return;
    }
    at::Tensor wide = (scores.to(at::kFloat) * scale).view({count / rows, rows, keys});
    wide = wide.masked_fill(causal_mask(rows, first, keys, scores.device()), -INFINITY);
    scores.copy_((wide - lse.view({count / rows, rows, 1})).exp().view_as(scores));
}

// gradient [K, R, keys] holds dP and becomes dS = P * (dP - delta) * scale.
void score_gradient_in_place(const at::Tensor &probabilities, at::Tensor &gradient, const at::Tensor &delta,
                             double scale) {
    const int64_t keys = gradient.size(2), count = gradient.numel() / keys;
    if (const auto *kernels = attune::fused_for(gradient)) {
        attune::parallel_shares(count, attune::row_grain, [&](int64_t begin, int64_t end, int64_t) {
            kernels->softmax_gradient(attune::element_of(gradient), probabilities.data_ptr(), gradient.data_ptr(),
                                      delta.data_ptr<float>(), begin, end, keys, static_cast<float>(scale));
        });
        return;
    }
    at::Tensor wide = gradient.to(at::kFloat) - delta.view({gradient.size(0), gradient.size(1), 1});
    gradient.copy_(probabilities.to(at::kFloat) * wide * scale);
}

// The sum of a * b over the last dimension, in float32; a and b contiguous with equal shapes.
at::Tensor row_dot(const at::Tensor &a, const at::Tensor &b) {
    const int64_t width = a.size(-1), count = a.numel() / width;
    if (const auto *kernels = attune::fused_for(a)) {
        at::Tensor out = at::empty({count}, a.options().dtype(at::kFloat));
        attune::parallel_shares(count, attune::row_grain, [&](int64_t begin, int64_t end, int64_t) {
            kernels->row_dot(attune::element_of(a), a.data_ptr(), b.data_ptr(), out.data_ptr<float>(), begin, end,
                             width);
        });
        return out;
    }
    return (a.to(at::kFloat) * b.to(at::kFloat)).sum(-1).view({count});
}

// Rows [from, from + rows) of every head of [K, G, n, S], as [K, G * rows, S].
at::Tensor block_of(const at::Tensor &t, int64_t from, int64_t rows) {
    return t.narrow(2, from, rows).reshape({t.size(0), t.size(1) * rows, t.size(3)});
}

void forward_document(const at::Tensor &qkv, at::Tensor &out, at::Tensor &lse, const Place &place, const Heads &h,
                      double scale) {
    const Document d = document_of(qkv, place, h);
    const auto [begin, n] = place.own;
    at::Tensor target = head_view(out, begin, n, 0, h.query, h.size, h.shared);
    at::Tensor lse_target = lse.narrow(1, begin, n).view({h.shared, h.group(), n});
    for (int64_t from = 0; from < n; from += block_rows) {
        const int64_t rows = std::min(block_rows, n - from), first = place.past + from, keys = first + rows;
        at::Tensor scores = attune::batched_product(block_of(d.query, from, rows), d.key.narrow(1, 0, keys).transpose(1, 2));
        at::Tensor sums = at::empty({h.query * rows}, lse.options());
        softmax_in_place(scores, sums, rows, first, scale);
        at::Tensor mixed = attune::batched_product(scores, d.value.narrow(1, 0, keys));
        target.narrow(2, from, rows).copy_(mixed.view({h.shared, h.group(), rows, h.size}));
        lse_target.narrow(2, from, rows).copy_(sums.view({h.shared, h.group(), rows}));
    }
}

// float32 sums [K, N, S] of the whole batch: a row's key and value have gradients from every document that sees it.
struct KeyValueGradient {
    at::Tensor key, value;

    // Adds [K, keys, S] to the rows behind a document's first keys.
    static void add(at::Tensor &sums, const Place &place, const at::Tensor &gradient) {
        int64_t done = 0;
        auto add_piece = [&](const Piece &piece) {
            const int64_t count = std::min(piece.count, gradient.size(1) - done);
            if (count > 0) sums.narrow(1, piece.begin, count).add_(gradient.narrow(1, done, count));
            done += count;
        };
        for (const Piece &piece : place.seen) add_piece(piece);
        add_piece(place.own);
    }
};

void backward_block(const Document &d, const Place &place, const at::Tensor &dout, const at::Tensor &out,
                    const at::Tensor &lse, int64_t from, int64_t rows, double scale, KeyValueGradient &sums,
                    at::Tensor dquery) {
    const int64_t first = place.past + from, keys = first + rows;
    at::Tensor query = block_of(d.query, from, rows), upstream = attune::widened(block_of(dout, from, rows));
    at::Tensor key = d.key.narrow(1, 0, keys), value = d.value.narrow(1, 0, keys);
    at::Tensor probabilities = attune::batched_product(query, key.transpose(1, 2));
    at::Tensor block_lse = lse.narrow(2, from, rows).contiguous().view({-1});
    probabilities_in_place(probabilities, block_lse, rows, first, scale);
    at::Tensor delta = row_dot(upstream, attune::widened(block_of(out, from, rows)));
    at::Tensor gradient = attune::batched_product(upstream, value.transpose(1, 2));
    score_gradient_in_place(probabilities, gradient, delta, scale);
    sums.add(sums.value, place, attune::batched_product(probabilities.transpose(1, 2), upstream));
    sums.add(sums.key, place, attune::batched_product(gradient.transpose(1, 2), query));
    dquery.copy_(attune::batched_product(gradient, key).view(dquery.sizes()));
}

void backward_document(const at::Tensor &dout, const at::Tensor &qkv, const at::Tensor &out, const at::Tensor &lse,
                       at::Tensor &dqkv, KeyValueGradient &sums, const Place &place, const Heads &h, double scale) {
    const Document d = document_of(qkv, place, h);
    const auto [begin, n] = place.own;
    at::Tensor upstream = head_view(dout, begin, n, 0, h.query, h.size, h.shared);
    at::Tensor result = head_view(out, begin, n, 0, h.query, h.size, h.shared);
    at::Tensor saved = lse.narrow(1, begin, n).view({h.shared, h.group(), n});
    at::Tensor dquery = head_view(dqkv, begin, n, 0, h.query, h.size, h.shared);
    for (int64_t from = 0; from < n; from += block_rows) {
        const int64_t rows = std::min(block_rows, n - from);
        backward_block(d, place, upstream, result, saved, from, rows, scale, sums, dquery.narrow(2, from, rows));
    }
}

std::vector<Place> places_of(const at::Tensor &qkv, const attune_documents &documents, const Heads &h) {
    TORCH_CHECK(qkv.dim() == 2 && qkv.size(1) == h.columns(), "attention: rows of ", qkv.size(-1), " columns, ",
                h.columns(), " expected");
    TORCH_CHECK(h.shared > 0 && h.query % h.shared == 0, "attention: ", h.query, " heads over ", h.shared);
    const int32_t *offsets = documents.offsets;
    TORCH_CHECK(documents.count > 0 && offsets[0] == 0 && offsets[documents.count] == qkv.size(0),
                "attention: the documents do not cover the ", qkv.size(0), " rows");
    std::vector<Place> places(documents.count);
    for (int32_t i = 0; i < documents.count; ++i) {
        TORCH_CHECK(offsets[i] < offsets[i + 1], "attention: document ", i, " is empty");
        places[i].own = {offsets[i], offsets[i + 1] - offsets[i]};
        for (int32_t p = documents.seen_offsets[i]; p < documents.seen_offsets[i + 1]; ++p) {
            const Piece piece{documents.seen_starts[p], documents.seen_counts[p]};
            TORCH_CHECK(piece.begin >= 0 && piece.count > 0 && piece.begin + piece.count <= offsets[i],
                        "attention: document ", i, " sees rows that are not before it");
            places[i].seen.push_back(piece);
            places[i].past += piece.count;
        }
    }
    return places;
}

}  // namespace

attune_status attune_attention_forward(const attune_tensor *qkv, const attune_documents *documents, int32_t heads,
                                       int32_t kv_heads, int32_t size, double scale, attune_tensor **out,
                                       attune_tensor **lse) {
    return attune::guarded([&] {
        attune::PartTimer timer(ATTUNE_PART_ATTENTION);
        const Heads h{heads, kv_heads, size};
        const at::Tensor &in = qkv->value;
        const std::vector<Place> places = places_of(in, *documents, h);
        at::Tensor result = at::empty({in.size(0), h.query * h.size}, in.options());
        at::Tensor sums = at::empty({h.query, in.size(0)}, in.options().dtype(at::kFloat));
        if (attune::packs(in)) {
            attune::attend_by_units(in.contiguous(), result, sums, places, h, scale);
        } else {
            for (const Place &place : places) forward_document(in, result, sums, place, h, scale);
        }
        *out = new attune_tensor{result};
        *lse = new attune_tensor{sums};
    });
}

attune_status attune_attention_backward(const attune_tensor *dout, const attune_tensor *qkv, const attune_tensor *out,
                                        const attune_tensor *lse, const attune_documents *documents, int32_t heads,
                                        int32_t kv_heads, int32_t size, double scale, attune_tensor **dqkv) {
    return attune::producing(dqkv, [&] {
        attune::PartTimer timer(ATTUNE_PART_ATTENTION);
        const Heads h{heads, kv_heads, size};
        const at::Tensor &in = qkv->value;
        const std::vector<Place> places = places_of(in, *documents, h);
        at::Tensor result = at::empty_like(in);
        if (attune::packs(in)) {
            attune::attend_by_units_backward(dout->value.contiguous(), in.contiguous(), out->value, lse->value, result,
                                             places, h, scale);
            return result;
        }
        const auto wide = in.options().dtype(at::kFloat);
        KeyValueGradient sums{at::zeros({h.shared, in.size(0), h.size}, wide), at::zeros({h.shared, in.size(0), h.size}, wide)};
        for (const Place &place : places) {
            backward_document(dout->value, in, out->value, lse->value, result, sums, place, h, scale);
        }
        auto store = [&](const at::Tensor &gradient, int64_t column) {
            head_view(result, 0, in.size(0), column, h.shared, h.size, h.shared).squeeze(1).copy_(gradient);
        };
        store(sums.key, h.key_column());
        store(sums.value, h.value_column());
        return result;
    });
}

attune_status attune_attention_cached(const attune_tensor *q, const attune_tensor *keys, const attune_tensor *values,
                                      int64_t past, int32_t heads, int32_t kv_heads, int32_t size, double scale,
                                      attune_tensor **out) {
    return attune::producing(out, [&] {
        const Heads h{heads, kv_heads, size};
        const int64_t batch = q->value.size(0), n = q->value.size(1), seen = past + n;
        TORCH_CHECK(seen <= keys->value.size(1), "attention: the cache has room for ", keys->value.size(1), " rows, ",
                    seen, " are needed");
        at::Tensor query = attune::widened(q->value).view({batch, n, h.shared, h.group(), h.size}).permute({0, 2, 3, 1, 4});
        query = query.reshape({batch * h.shared, h.group() * n, h.size});
        auto cached = [&](const at::Tensor &t) {
            at::Tensor rows = attune::widened(t.narrow(1, 0, seen)).reshape({batch, seen, h.shared, h.size});
            return rows.permute({0, 2, 1, 3}).reshape({batch * h.shared, seen, h.size});
        };
        at::Tensor scores = attune::batched_product(query, cached(keys->value).transpose(1, 2));
        at::Tensor sums = at::empty({batch * h.query * n}, query.options().dtype(at::kFloat));
        softmax_in_place(scores, sums, n, past, scale);
        at::Tensor mixed = attune::batched_product(scores, cached(values->value)).view({batch, h.shared, h.group(), n, h.size});
        return mixed.permute({0, 3, 1, 2, 4}).reshape({batch, n, h.query * h.size}).to(q->value.scalar_type());
    });
}
