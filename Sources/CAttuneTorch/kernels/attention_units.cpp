// Attention by own products: each thread computes whole units, a key head of a document with a range of its query rows,
// in memory that stays in its cache. A unit's products, softmax and gradients follow each other block of rows by block,
// so no scores are ever held for more than one block, and units never wait for each other. How a batch is cut into units
// does not depend on the threads, and neither does the order in which their gradients are added: nor do the results.
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>

#include "attention_call.h"

namespace attune {
namespace {

void forward_unit(const Call &c, const Unit &unit, const Room &room, at::Tensor &out, at::Tensor &lse) {
    const Heads &h = c.h;
    const int64_t keys = unit.keys(), columns = h.query * h.size;
    c.gather(unit, h.key_column(), room.memory(room.key_rows));
    c.gather(unit, h.value_column(), room.memory(room.value_rows));
    c.kernels.pack({room.memory(room.key_rows), 1, h.size}, h.size, keys, room.words(room.key_columns));
    c.kernels.pack({room.memory(room.value_rows), h.size, 1}, keys, h.size, room.words(room.seen_rows));
    for (int64_t from = unit.begin; from < unit.end; from += unit_block_rows) {
        const Block b(unit, from);
        for (int64_t head = unit.head * h.group(); head < (unit.head + 1) * h.group(); ++head) {
            char *scores = room.memory(room.scores), *target = static_cast<char *>(out.data_ptr());
            c.kernels.multiply(c.query(unit, b, head), b.rows, h.size, b.keys, room.words(room.key_columns),
                               room.words(room.tiles), {scores, b.keys, c.is_float(), false});
            c.table.causal_softmax(c.element, scores, lse.data_ptr<float>() + c.row_of(unit, b, head), 0, b.rows, b.rows,
                                   b.first, b.keys, c.scale);
            c.kernels.multiply({scores, b.keys, 1}, b.rows, b.keys, h.size, room.words(room.seen_rows),
                               room.words(room.tiles),
                               {target + c.place(unit, from, columns, head), columns, c.is_float(), false});
        }
    }
}

// What the way back reads and writes beside the input; delta is [heads, N].
struct Backward {
    const char *upstream;
    const float *lse, *delta;
    char *gradient;
};

// One query head of a block; adds to the gradients of the unit's keys and values, [keys, size] in float32.
void backward_block(const Call &c, const Unit &unit, const Block &b, int64_t head, const Room &room, const Backward &w,
                    float *dkeys, float *dvalues) {
    const Heads &h = c.h;
    const int64_t columns = h.query * h.size, row = c.row_of(unit, b, head);
    const Factor query = c.query(unit, b, head), upstream{w.upstream + c.place(unit, b.from, columns, head), columns, 1};
    char *scores = room.memory(room.scores), *gradient = room.memory(room.gradient);
    uint32_t *tiles = room.words(room.tiles), *packed = room.words(room.block_rows);
    c.kernels.multiply(query, b.rows, h.size, b.keys, room.words(room.key_columns), tiles,
                       {scores, b.keys, c.is_float(), false});
    c.table.causal_probabilities(c.element, scores, w.lse + row, 0, b.rows, b.rows, b.first, b.keys, c.scale);
    c.kernels.multiply(upstream, b.rows, h.size, b.keys, room.words(room.value_columns), tiles,
                       {gradient, b.keys, c.is_float(), false});
    c.table.softmax_gradient(c.element, scores, gradient, w.delta + row, 0, b.rows, b.keys, c.scale);
    c.kernels.pack(upstream, b.rows, h.size, packed);
    c.kernels.multiply({scores, 1, b.keys}, b.keys, b.rows, h.size, packed, tiles, {dvalues, h.size, true, true});
    c.kernels.pack(query, b.rows, h.size, packed);
    c.kernels.multiply({gradient, 1, b.keys}, b.keys, b.rows, h.size, packed, tiles, {dkeys, h.size, true, true});
    c.kernels.multiply({gradient, b.keys, 1}, b.rows, b.keys, h.size, room.words(room.seen_rows), tiles,
                       {w.gradient + c.place(unit, b.from, h.columns(), head), h.columns(), c.is_float(), false});
}

void backward_unit(const Call &c, const Unit &unit, const Room &room, const Backward &work, float *dkeys) {
    const Heads &h = c.h;
    const int64_t keys = unit.keys();
    c.gather(unit, h.key_column(), room.memory(room.key_rows));
    c.gather(unit, h.value_column(), room.memory(room.value_rows));
    c.kernels.pack({room.memory(room.key_rows), 1, h.size}, h.size, keys, room.words(room.key_columns));
    c.kernels.pack({room.memory(room.value_rows), 1, h.size}, h.size, keys, room.words(room.value_columns));
    c.kernels.pack({room.memory(room.key_rows), h.size, 1}, keys, h.size, room.words(room.seen_rows));
    float *dvalues = dkeys + keys * h.size;
    std::fill(dkeys, dvalues + keys * h.size, 0.0f);
    for (int64_t from = unit.begin; from < unit.end; from += unit_block_rows) {
        const Block block(unit, from);
        for (int64_t head = unit.head * h.group(); head < (unit.head + 1) * h.group(); ++head) {
            backward_block(c, unit, block, head, room, work, dkeys, dvalues);
        }
    }
}

// The units' gradients of keys and values, each [2, keys, size] from its place on, added up in their order: [2, K, N, S].
at::Tensor added_gradients(const Call &c, const at::Tensor &parts, const std::vector<int64_t> &places) {
    const Heads &h = c.h;
    at::Tensor sums = at::zeros({2, h.shared, c.rows, h.size}, parts.options());
    parallel_shares(2 * h.shared, 1, [&](int64_t begin, int64_t end, int64_t) {
        for (int64_t sum = begin; sum < end; ++sum) {
            float *target = sums.data_ptr<float>() + sum * c.rows * h.size;
            for (size_t i = 0; i < c.units.size(); ++i) {
                const Unit &unit = c.units[i];
                if (unit.head != sum % h.shared) continue;
                const float *source = parts.const_data_ptr<float>() + places[i] + sum / h.shared * unit.keys() * h.size;
                int64_t left = unit.keys() * h.size;
                auto add = [&](const Piece &piece) {
                    const int64_t count = std::min(piece.count * h.size, left);
                    float *rows = target + piece.begin * h.size;
                    for (int64_t k = 0; k < count; ++k) rows[k] += source[k];
                    source += count;
                    left -= count;
                };
                for (const Piece &piece : unit.place->seen) add(piece);
                add(unit.place->own);
            }
        }
    });
    return sums;
}

// The sum of dout * out over each head, as [heads, N].
at::Tensor deltas(const Call &c, const at::Tensor &dout, const at::Tensor &out) {
    at::Tensor found = at::empty({c.rows, c.h.query}, dout.options().dtype(at::kFloat));
    parallel_shares(c.rows * c.h.query, row_grain, [&](int64_t begin, int64_t end, int64_t) {
        c.table.row_dot(c.element, dout.const_data_ptr(), out.const_data_ptr(), found.data_ptr<float>(), begin, end,
                        c.h.size);
    });
    return found.t().contiguous();
}

}  // namespace

void attend_by_units(const at::Tensor &qkv, at::Tensor &out, at::Tensor &lse, const std::vector<Place> &places,
                     const Heads &heads, double scale) {
    const Call call(qkv, places, heads, scale);
    call.note(1, 1, 0);
    for_each_unit(call.units,
                  [&](size_t unit, int64_t thread) { forward_unit(call, call.units[unit], call.room(thread), out, lse); });
}

void attend_by_units_backward(const at::Tensor &dout, const at::Tensor &qkv, const at::Tensor &out,
                              const at::Tensor &lse, at::Tensor &dqkv, const std::vector<Place> &places,
                              const Heads &heads, double scale) {
    const Call call(qkv, places, heads, scale);
    call.note(2, 1, 2);
    std::vector<int64_t> starts;
    int64_t floats = 0;
    for (const Unit &unit : call.units) {
        starts.push_back(floats);
        floats += 2 * unit.keys() * heads.size;
    }
    const at::Tensor parts = at::empty({floats}, qkv.options().dtype(at::kFloat)), delta = deltas(call, dout, out);
    const Backward work{static_cast<const char *>(dout.const_data_ptr()), lse.const_data_ptr<float>(),
                        delta.const_data_ptr<float>(), static_cast<char *>(dqkv.data_ptr())};
    for_each_unit(call.units, [&](size_t unit, int64_t thread) {
        backward_unit(call, call.units[unit], call.room(thread), work, parts.data_ptr<float>() + starts[unit]);
    });
    const at::Tensor sums = added_gradients(call, parts, starts);
    const int64_t columns = heads.shared * heads.size;
    for (int64_t which = 0; which < 2; ++which) {
        const int64_t column = which == 0 ? heads.key_column() : heads.value_column();
        dqkv.narrow(1, column, columns).view({-1, heads.shared, heads.size}).copy_(sums[which].permute({1, 0, 2}));
    }
}

}  // namespace attune
