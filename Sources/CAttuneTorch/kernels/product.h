// Products of matrices for processors that multiply pairs of bfloat16 but have no tiles of them (AMX).
//
// A library that compiles a kernel for every shape keeps it: documents of ever new lengths make that over half a
// gigabyte. Here one loop serves all shapes, and a row of the result never depends on how many rows there are.
#pragma once
#include <cstdint>

namespace attune {

// How many pieces of a size it takes to hold `count`.
constexpr int64_t pieces(int64_t count, int64_t size) { return (count + size - 1) / size; }

// A matrix of float32 or bfloat16 by its strides in elements, one of which is 1.
struct Factor {
    const void *values;
    int64_t row, column;
};

// The rows that a result goes to: float32, or bfloat16 from factors of it; `adds` to what is there before it rounds.
struct ProductTarget {
    void *values;
    int64_t row;
    bool is_float, adds;
};

// A word is what one instruction multiplies in each lane: a float32, or two neighbours along the inner dimension in
// bfloat16. Columns go in panels of 64, rows in tiles of 6.
struct ProductKernels {
    static constexpr int64_t panel_columns = 64, tile_rows = 6;
    // How many tiles are multiplied by a panel while it is near.
    static constexpr int64_t near_tiles = 8;

    int64_t elements_a_word;
    // Lays out `columns` columns of [inner, columns] as panels, with zeros where the last word has one element too few.
    // Takes panel_words(inner) words for each begun panel.
    void (*pack)(const Factor &second, int64_t inner, int64_t columns, uint32_t *panels);
    // Rows [rows, inner] times packed panels. `tiles` is room for near_tiles * tile_words(inner) words.
    void (*multiply)(const Factor &first, int64_t rows, int64_t inner, int64_t columns, const uint32_t *panels,
                     uint32_t *tiles, const ProductTarget &target);

    int64_t words(int64_t inner) const { return pieces(inner, elements_a_word); }
    int64_t panel_words(int64_t inner) const { return words(inner) * panel_columns; }
    int64_t tile_words(int64_t inner) const { return words(inner) * tile_rows; }
};

extern const ProductKernels float32_products, bfloat16_products;

}  // namespace attune
