// One tile of a product: up to 6 rows by up to 64 columns, all sums in registers.

// The sums stay in registers only if every loop over them is gone.
#define ATTUNE_UNROLL _Pragma("clang loop unroll(full)")

// Where a tile's words lie: `row` and `word` are steps in elements.
template <typename Word>
struct TileSource {
    const typename Word::Element *values;
    int64_t row, word;
};

ATTUNE_INLINE void store_float(float *at, __m512 sum, __mmask16 there, bool adds) {
    if (adds) sum = _mm512_add_ps(sum, _mm512_maskz_loadu_ps(there, at));
    _mm512_mask_storeu_ps(at, there, sum);
}

ATTUNE_INLINE void store_bfloat(uint16_t *at, __m512 sum, __mmask16 there, bool adds) {
    if (adds) {
        const __m512i words = _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(there, at));
        sum = _mm512_add_ps(sum, _mm512_castsi512_ps(_mm512_slli_epi32(words, 16)));
    }
    _mm256_mask_storeu_epi16(at, there, (__m256i)_mm512_cvtneps_pbh(sum));
}

// Adds the products of one word of each row; `word_of` gives a row's word in every lane.
template <typename Word, int Rows, int Vectors, typename WordOf>
ATTUNE_INLINE void add_products(__m512 (&sums)[Rows][Vectors], const uint32_t *panel, WordOf word_of) {
    __m512i second[Vectors];
    ATTUNE_UNROLL for (int v = 0; v < Vectors; ++v) second[v] = _mm512_loadu_si512(panel + v * lanes);
    ATTUNE_UNROLL for (int r = 0; r < Rows; ++r) {
        const __m512i first = word_of(r);
        ATTUNE_UNROLL for (int v = 0; v < Vectors; ++v) sums[r][v] = Word::add_product(sums[r][v], first, second[v]);
    }
}

// `columns` are those that exist; the panel is Vectors * 16 wide. What lies behind a last element without a neighbour is
// not read.
template <typename Word, int Rows, int Vectors>
static void multiply_tile(const TileSource<Word> &source, const uint32_t *panel, int64_t inner, int64_t columns,
                          const ProductTarget &target) {
    __m512 sums[Rows][Vectors] = {};
    const auto *values = source.values;
    const int64_t row = source.row;
    for (int64_t words = inner / Word::elements; words > 0; --words) {
        add_products<Word>(sums, panel, [=](int r) ATTUNE_ALWAYS { return broadcast_word(values + r * row); });
        values += source.word;
        panel += Vectors * lanes;
    }
    if (inner % Word::elements) {
        add_products<Word>(sums, panel, [=](int r) ATTUNE_ALWAYS { return Word::last(values + r * row); });
    }
    ATTUNE_UNROLL for (int r = 0; r < Rows; ++r) {
        ATTUNE_UNROLL for (int v = 0; v < Vectors; ++v) {
            const int64_t at = r * target.row + v * lanes;
            const __mmask16 there = (__mmask16)first_bits(columns - v * lanes);
            if (target.is_float) {
                store_float((float *)target.values + at, sums[r][v], there, target.adds);
            } else {
                store_bfloat((uint16_t *)target.values + at, sums[r][v], there, target.adds);
            }
        }
    }
}

template <typename Word>
using TileLoop = void (*)(const TileSource<Word> &, const uint32_t *, int64_t, int64_t, const ProductTarget &);

#define ATTUNE_TILE_LOOPS(rows) \
    { multiply_tile<Word, rows, 1>, multiply_tile<Word, rows, 2>, multiply_tile<Word, rows, 3>, multiply_tile<Word, rows, 4> }
// By rows and vectors of columns, less one each.
template <typename Word>
static constexpr TileLoop<Word> tile_loops[ProductKernels::tile_rows][4] = {
    ATTUNE_TILE_LOOPS(1), ATTUNE_TILE_LOOPS(2), ATTUNE_TILE_LOOPS(3),
    ATTUNE_TILE_LOOPS(4), ATTUNE_TILE_LOOPS(5), ATTUNE_TILE_LOOPS(6),
};
#undef ATTUNE_TILE_LOOPS
#undef ATTUNE_UNROLL
