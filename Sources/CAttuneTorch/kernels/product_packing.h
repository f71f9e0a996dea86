// How factors are laid out for the tile loop.

// Transposes sixteen rows of sixteen words.
ATTUNE_INLINE void transpose_words(__m512i (&rows)[16]) {
    __m512i t[16];
    for (int i = 0; i < 16; i += 2) {
        t[i] = _mm512_unpacklo_epi32(rows[i], rows[i + 1]);
        t[i + 1] = _mm512_unpackhi_epi32(rows[i], rows[i + 1]);
    }
    for (int i = 0; i < 16; i += 4) {
        rows[i] = _mm512_unpacklo_epi64(t[i], t[i + 2]);
        rows[i + 1] = _mm512_unpackhi_epi64(t[i], t[i + 2]);
        rows[i + 2] = _mm512_unpacklo_epi64(t[i + 1], t[i + 3]);
        rows[i + 3] = _mm512_unpackhi_epi64(t[i + 1], t[i + 3]);
    }
    for (int i = 0; i < 4; ++i) {
        t[i] = _mm512_shuffle_i32x4(rows[i], rows[i + 4], 0x88);
        t[i + 4] = _mm512_shuffle_i32x4(rows[i], rows[i + 4], 0xdd);
        t[i + 8] = _mm512_shuffle_i32x4(rows[i + 8], rows[i + 12], 0x88);
        t[i + 12] = _mm512_shuffle_i32x4(rows[i + 8], rows[i + 12], 0xdd);
    }
    for (int i = 0; i < 4; ++i) {
        rows[i] = _mm512_shuffle_i32x4(t[i], t[i + 8], 0x88);
        rows[i + 4] = _mm512_shuffle_i32x4(t[i + 4], t[i + 12], 0x88);
        rows[i + 8] = _mm512_shuffle_i32x4(t[i], t[i + 8], 0xdd);
        rows[i + 12] = _mm512_shuffle_i32x4(t[i + 4], t[i + 12], 0xdd);
    }
}

// The columns of a panel, in whole vectors.
ATTUNE_INLINE int64_t panel_width(int64_t columns) { return pieces(columns, lanes) * lanes; }

// Columns that lie in memory one after the other: [words][width].
template <typename Word>
static void pack_rows(const Factor &second, int64_t inner, int64_t columns, uint32_t *panel) {
    const int64_t width = panel_width(columns);
    for (int64_t k = 0; k < inner; k += Word::elements) {
        const auto *row = (const typename Word::Element *)second.values + k * second.row;
        const auto *next = k + 1 < inner ? row + second.row : nullptr;
        for (int64_t column = 0; column < width; column += Word::elements * lanes) {
            __m512i words[Word::elements];
            Word::across(words, row + column, next ? next + column : nullptr, columns - column);
            for (int64_t v = 0; v < Word::elements && column + v * lanes < width; ++v) {
                _mm512_storeu_si512(panel + column + v * lanes, words[v]);
            }
        }
        panel += width;
    }
}

// Columns each of which lies in memory in one piece: blocks of 16 columns and 16 words are transposed.
template <typename Word>
static void pack_columns(const Factor &second, int64_t inner, int64_t columns, uint32_t *panel) {
    const int64_t width = panel_width(columns), words = pieces(inner, Word::elements);
    for (int64_t column = 0; column < width; column += lanes) {
        for (int64_t word = 0; word < words; word += lanes) {
            const int64_t k = word * Word::elements;
            __m512i block[lanes];
            for (int64_t i = 0; i < lanes; ++i) {
                const auto *values = (const typename Word::Element *)second.values + (column + i) * second.column + k;
                block[i] = column + i < columns ? Word::along(values, inner - k) : _mm512_setzero_si512();
            }
            transpose_words(block);
            const int64_t count = std::min(lanes, words - word);
            for (int64_t i = 0; i < count; ++i) _mm512_storeu_si512(panel + (word + i) * width + column, block[i]);
        }
    }
}

template <typename Word>
static void pack(const Factor &second, int64_t inner, int64_t columns, uint32_t *panels) {
    const int64_t words = pieces(inner, Word::elements);
    for (int64_t column = 0; column < columns; column += ProductKernels::panel_columns) {
        const int64_t count = std::min(ProductKernels::panel_columns, columns - column);
        const auto *values = (const typename Word::Element *)second.values + column * second.column;
        const Factor part{values, second.row, second.column};
        auto *const layout = second.column == 1 ? pack_rows<Word> : pack_columns<Word>;
        layout(part, inner, count, panels);
        panels += words * ProductKernels::panel_columns;
    }
}
