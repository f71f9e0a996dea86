// What differs between the types: how words are read, put together and multiplied. Included inside a form's namespace and
// target region, like the files of the loops.

#define ATTUNE_ALWAYS __attribute__((always_inline))
#define ATTUNE_INLINE static inline ATTUNE_ALWAYS

constexpr int64_t lanes = 16;

ATTUNE_INLINE uint32_t first_bits(int64_t count) { return count >= 32 ? ~0u : count <= 0 ? 0u : (1u << count) - 1; }

ATTUNE_INLINE __m512i broadcast_word(const void *at) {
    int32_t word;
    __builtin_memcpy(&word, at, sizeof word);
    return _mm512_set1_epi32(word);
}

// float32: a word is an element.
struct Single {
    using Element = float;
    static constexpr int64_t elements = 1;

    // The words of a column from `at` on, of which `count` elements exist.
    ATTUNE_INLINE __m512i along(const float *at, int64_t count) {
        return _mm512_maskz_loadu_epi32((__mmask16)first_bits(count), at);
    }
    // The words of 16 neighbouring columns for each element of a word; `next` is the row below, or null.
    ATTUNE_INLINE void across(__m512i (&words)[1], const float *at, const float *, int64_t count) {
        words[0] = _mm512_maskz_loadu_epi32((__mmask16)first_bits(count), at);
    }
    ATTUNE_INLINE __m512i last(const float *at) { return broadcast_word(at); }
    ATTUNE_INLINE __m512 add_product(__m512 sum, __m512i a, __m512i b) {
        return _mm512_fmadd_ps(_mm512_castsi512_ps(a), _mm512_castsi512_ps(b), sum);
    }
};

// bfloat16: a word is two neighbours along the inner dimension, the first in its lower half.
struct Pair {
    using Element = uint16_t;
    static constexpr int64_t elements = 2;

    ATTUNE_INLINE __m512i along(const uint16_t *at, int64_t count) {
        return _mm512_maskz_loadu_epi16(first_bits(count), at);
    }
    ATTUNE_INLINE void across(__m512i (&words)[2], const uint16_t *at, const uint16_t *next, int64_t count) {
        const __mmask32 there = first_bits(count);
        const __m512i first = _mm512_maskz_loadu_epi16(there, at);
        const __m512i second = next ? _mm512_maskz_loadu_epi16(there, next) : _mm512_setzero_si512();
        // Quarters of both are interleaved in place, then put in order.
        const __m512i low = _mm512_unpacklo_epi16(first, second), high = _mm512_unpackhi_epi16(first, second);
        const __m512i front = _mm512_setr_epi64(0, 1, 8, 9, 2, 3, 10, 11);
        const __m512i back = _mm512_setr_epi64(4, 5, 12, 13, 6, 7, 14, 15);
        words[0] = _mm512_permutex2var_epi64(low, front, high);
        words[1] = _mm512_permutex2var_epi64(low, back, high);
    }
    // The word of a last element that has no neighbour.
    ATTUNE_INLINE __m512i last(const uint16_t *at) { return _mm512_set1_epi32(*at); }
    ATTUNE_INLINE __m512 add_product(__m512 sum, __m512i a, __m512i b) {
        return _mm512_dpbf16_ps(sum, (__m512bh)a, (__m512bh)b);
    }
};
