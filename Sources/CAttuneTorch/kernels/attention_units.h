// How a batch's attention is cut into units that threads compute on their own, and each unit into blocks of rows.
#pragma once
#include <algorithm>
#include <numeric>

#include "attention.h"
#include "parallel.h"
#include "product.h"

namespace attune {

constexpr int64_t unit_block_rows = 96;
constexpr int64_t least_blocks = 4, most_units = 4;  // of a unit; of a document and a key head

struct Unit {
    const Place *place;
    int64_t head, begin, end;  // the key head, and the document's query rows

    int64_t keys() const { return place->past + end; }
    int64_t cost() const { return (end - begin) * (2 * keys() - (end - begin)); }
};

// A block of a unit's query rows: the keys it may see, rounded up to whole panels.
struct Block {
    int64_t from, rows, first, keys;

    Block(const Unit &unit, int64_t at)
        : from(at), rows(std::min(unit_block_rows, unit.end - at)), first(unit.place->past + at),
          keys(std::min(unit.keys(), pieces(first + rows, panel) * panel)) {}

   private:
    static constexpr int64_t panel = ProductKernels::panel_columns;
};

inline std::vector<Unit> units_of(const std::vector<Place> &places, const Heads &h) {
    std::vector<Unit> units;
    for (const Place &place : places) {
        const int64_t n = place.own.count, blocks = pieces(n, unit_block_rows);
        const int64_t parts = std::min(most_units, pieces(blocks, least_blocks));
        for (int64_t head = 0; head < h.shared; ++head) {
            for (int64_t part = 0; part < parts; ++part) {
                const int64_t begin = blocks * part / parts * unit_block_rows;
                units.push_back({&place, head, begin, std::min(n, blocks * (part + 1) / parts * unit_block_rows)});
            }
        }
    }
    return units;
}

// Calls body(index, thread) for every unit, the dearest first.
template <typename Body>
void for_each_unit(const std::vector<Unit> &units, const Body &body) {
    std::vector<size_t> order(units.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return units[a].cost() > units[b].cost(); });
    auto run = [&](int64_t begin, int64_t end, int64_t thread) {
        for (int64_t place = begin; place < end; ++place) body(order[static_cast<size_t>(place)], thread);
    };
    parallel_shares(static_cast<int64_t>(units.size()), 1, run, 1);
}

}  // namespace attune
