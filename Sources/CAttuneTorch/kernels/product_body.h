// Rows times panels: a few tiles of rows meet each panel while both are near.

template <typename Word>
static void multiply(const Factor &first, int64_t rows, int64_t inner, int64_t columns, const uint32_t *panels,
                     uint32_t *tiles, const ProductTarget &target) {
    using Element = typename Word::Element;
    constexpr int64_t tile_rows = ProductKernels::tile_rows, panel_columns = ProductKernels::panel_columns;
    const bool is_packed = first.column != 1;
    const int64_t element_size = target.is_float ? 4 : 2, words = pieces(inner, Word::elements);
    const auto *values = (const Element *)first.values;
    for (int64_t begin = 0; begin < rows; begin += ProductKernels::near_tiles * tile_rows) {
        const int64_t end = std::min(rows, begin + ProductKernels::near_tiles * tile_rows);
        // Rows whose neighbours along the inner dimension do not lie side by side are laid out like columns.
        if (is_packed) pack_rows<Word>({values + begin, first.column, 1}, inner, end - begin, tiles);
        const int64_t width = panel_width(end - begin);
        const uint32_t *panel = panels;
        for (int64_t column = 0; column < columns; column += panel_columns) {
            const int64_t count = std::min(panel_columns, columns - column);
            for (int64_t row = begin, tile = 0; row < end; row += tile_rows, ++tile) {
                const auto *packed = (const Element *)(tiles + tile * tile_rows);
                const auto source = is_packed ? TileSource<Word>{packed, Word::elements, Word::elements * width}
                                              : TileSource<Word>{values + row * first.row, first.row, Word::elements};
                const int64_t at = (row * target.row + column) * element_size;
                const ProductTarget part{(char *)target.values + at, target.row, target.is_float, target.adds};
                const int64_t height = std::min(tile_rows, end - row), vectors = panel_width(count) / lanes;
                tile_loops<Word>[height - 1][vectors - 1](source, panel, inner, count, part);
            }
            panel += words * panel_columns;
        }
    }
}

template <typename Word>
static constexpr ProductKernels kernels_of() {
    return {Word::elements, pack<Word>, multiply<Word>};
}
