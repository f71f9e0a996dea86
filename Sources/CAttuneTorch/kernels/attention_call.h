// What the units of one call of attention share, and the memory that each thread works in.
#pragma once
#include <ATen/ops/empty.h>

#include <cstring>

#include "../profile.h"
#include "attention_units.h"
#include "kernels.h"

namespace attune {

// The memory that a thread works in, for units of up to so many keys.
class Room {
   public:
    Room(const ProductKernels &kernels, const Heads &h, int64_t keys, int64_t element) {
        const int64_t panels = pieces(keys, ProductKernels::panel_columns);
        const int64_t head_panels = pieces(h.size, ProductKernels::panel_columns);
        take(key_rows, keys * h.size * element);
        take(value_rows, keys * h.size * element);
        take(key_columns, panels * kernels.panel_words(h.size) * 4);
        take(value_columns, panels * kernels.panel_words(h.size) * 4);
        take(seen_rows, head_panels * kernels.panel_words(keys) * 4);
        take(block_rows, head_panels * kernels.panel_words(unit_block_rows) * 4);
        take(scores, unit_block_rows * panels * ProductKernels::panel_columns * element);
        take(gradient, unit_block_rows * panels * ProductKernels::panel_columns * element);
        const int64_t inner = std::max({keys, h.size, unit_block_rows});
        take(tiles, ProductKernels::near_tiles * kernels.tile_words(inner) * 4);
    }
    int64_t bytes() const { return bytes_; }
    Room at(char *base) const {
        Room copy = *this;
        copy.base_ = base;
        return copy;
    }
    char *memory(int64_t place) const { return base_ + place; }
    uint32_t *words(int64_t place) const { return reinterpret_cast<uint32_t *>(base_ + place); }

    // Where each part begins: keys and values as rows; their transposes and one of them packed; a block's rows packed;
    // scores and their gradient; tiles of rows.
    int64_t key_rows, value_rows, key_columns, value_columns, seen_rows, block_rows, scores, gradient, tiles;

   private:
    void take(int64_t &place, int64_t size) {
        place = bytes_;
        bytes_ += pieces(size, 64) * 64;
    }
    char *base_ = nullptr;
    int64_t bytes_ = 0;
};

// What all units of a call share.
class Call {
   public:
    Call(const at::Tensor &qkv, const std::vector<Place> &places, const Heads &heads, double factor)
        : h(heads), kernels(qkv.scalar_type() == at::kFloat ? float32_products : bfloat16_products),
          table(*active_kernels()), element(element_of(qkv)), size(qkv.element_size()),
          rows(qkv.size(0)), scale(static_cast<float>(factor)), units(units_of(places, heads)),
          input(static_cast<const char *>(qkv.const_data_ptr())), layout_(kernels, h, most_keys(units), size) {
        const int64_t threads = part_count(static_cast<int64_t>(units.size()), 1);
        memory_ = at::empty({threads * layout_.bytes()}, qkv.options().dtype(at::kByte));
    }

    Room room(int64_t thread) const {
        return layout_.at(static_cast<char *>(memory_.data_ptr()) + thread * layout_.bytes());
    }
    bool is_float() const { return element == Element::float32; }

    // A head's columns in rows of `columns`, from a unit's row on.
    int64_t place(const Unit &unit, int64_t from, int64_t columns, int64_t head) const {
        return ((unit.place->own.begin + from) * columns + head * h.size) * size;
    }
    Factor query(const Unit &unit, const Block &block, int64_t head) const {
        return {input + place(unit, block.from, h.columns(), head), h.columns(), 1};
    }
    // Where a block's rows of a head begin in [heads, N].
    int64_t row_of(const Unit &unit, const Block &block, int64_t head) const {
        return head * rows + unit.place->own.begin + block.from;
    }

    // Copies a unit's keys or values to [keys, size].
    void gather(const Unit &unit, int64_t column, char *target) const {
        int64_t left = unit.keys();
        auto copy = [&](const Piece &piece) {
            const char *source = input + (piece.begin * h.columns() + column + unit.head * h.size) * size;
            for (int64_t row = 0; row < std::min(piece.count, left); ++row, target += h.size * size) {
                std::memcpy(target, source + row * h.columns() * size, static_cast<size_t>(h.size * size));
            }
            left -= std::min(piece.count, left);
        };
        for (const Piece &piece : unit.place->seen) copy(piece);
        copy(unit.place->own);
    }

    // Takes down the products of all units: those with a transposed second factor, with none, with a transposed first.
    void note(int64_t to_keys, int64_t to_rows, int64_t from_rows) const {
        if (!current_profile) return;
        const int32_t type = is_float() ? ATTUNE_FLOAT32 : ATTUNE_BFLOAT16;
        for (const Unit &unit : units) {
            if (unit.head != 0) continue;  // all key heads are one batch
            for (int64_t from = unit.begin; from < unit.end; from += unit_block_rows) {
                const Block block(unit, from);
                const int64_t queries = h.group() * block.rows, keys = block.first + block.rows;
                record_product({h.shared, queries, h.size, keys, type, false, true, to_keys});
                record_product({h.shared, queries, keys, h.size, type, false, false, to_rows});
                if (from_rows > 0) {
                    record_product({h.shared, keys, queries, h.size, type, true, false, from_rows});
                }
            }
        }
    }

    const Heads h;
    const ProductKernels &kernels;
    const KernelTable &table;
    const Element element;
    const int64_t size, rows;  // of an element; of the batch
    const float scale;
    const std::vector<Unit> units;
    const char *const input;

   private:
    static int64_t most_keys(const std::vector<Unit> &units) {
        int64_t most = 0;
        for (const Unit &unit : units) most = std::max(most, unit.keys());
        return most;
    }
    Room layout_;
    at::Tensor memory_;
};

}  // namespace attune
