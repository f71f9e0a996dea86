// Sixteen floats at a time, in whatever registers the form has. Included inside a form's namespace and target region.

typedef float Floats __attribute__((ext_vector_type(16)));
typedef int32_t Ints __attribute__((ext_vector_type(16)));
typedef uint32_t Words __attribute__((ext_vector_type(16)));
typedef uint16_t Halves __attribute__((ext_vector_type(16)));

constexpr int64_t lanes = 16;

struct bfloat {
    uint16_t bits;
};

#define ATTUNE_INLINE static inline __attribute__((always_inline))

ATTUNE_INLINE Floats splat(float value) { return (Floats)value; }

ATTUNE_INLINE Floats widen(Halves halves) {
    Words words = __builtin_convertvector(halves, Words) << 16;
    return __builtin_bit_cast(Floats, words);
}

// Round to nearest, ties to even; a NaN stays a NaN.
ATTUNE_INLINE Halves round_to_bfloat(Floats values) {
    Words words = __builtin_bit_cast(Words, values);
    Words rounded = (words + 0x7FFFu + ((words >> 16) & 1u)) >> 16;
    Ints is_nan = values != values;
    Words chosen = __builtin_bit_cast(Words, is_nan) ? (Words)0x7FC0u : rounded;
    return __builtin_convertvector(chosen, Halves);
}

ATTUNE_INLINE Floats load(const float *p) {
    Floats v;
    __builtin_memcpy(&v, p, sizeof v);
    return v;
}
ATTUNE_INLINE Floats load(const bfloat *p) {
    Halves h;
    __builtin_memcpy(&h, p, sizeof h);
    return widen(h);
}
ATTUNE_INLINE void store(float *p, Floats v) { __builtin_memcpy(p, &v, sizeof v); }
ATTUNE_INLINE void store(bfloat *p, Floats v) {
    Halves h = round_to_bfloat(v);
    __builtin_memcpy(p, &h, sizeof h);
}

// The first `count` lanes; the rest read as `filler`.
template <typename T>
ATTUNE_INLINE Floats load_some(const T *p, int64_t count, float filler) {
    T buffer[lanes];
    Floats v = splat(filler);
    __builtin_memcpy(buffer, p, sizeof(T) * count);
    for (int64_t i = 0; i < count; ++i) {
        if constexpr (sizeof(T) == 4) {
            v[i] = buffer[i];
        } else {
            v[i] = __builtin_bit_cast(float, (uint32_t)buffer[i].bits << 16);
        }
    }
    return v;
}
template <typename T>
ATTUNE_INLINE void store_some(T *p, Floats v, int64_t count) {
    T buffer[lanes];
    store(buffer, v);
    __builtin_memcpy(p, buffer, sizeof(T) * count);
}
template <typename T>
ATTUNE_INLINE Floats load_up_to(const T *p, int64_t count, float filler = 0) {
    return count >= lanes ? load(p) : load_some(p, count, filler);
}
template <typename T>
ATTUNE_INLINE void store_up_to(T *p, Floats v, int64_t count) {
    if (count >= lanes) {
        store(p, v);
    } else {
        store_some(p, v, count);
    }
}

// The sum of all lanes, always in the same order.
ATTUNE_INLINE float total(Floats v) {
    typedef float Eight __attribute__((ext_vector_type(8)));
    typedef float Four __attribute__((ext_vector_type(4)));
    Eight eight = v.lo + v.hi;
    Four four = eight.lo + eight.hi;
    return (four.x + four.z) + (four.y + four.w);
}
ATTUNE_INLINE float largest(Floats v) { return __builtin_reduce_max(v); }
ATTUNE_INLINE Floats larger(Floats a, Floats b) { return __builtin_elementwise_max(a, b); }
ATTUNE_INLINE Floats fused(Floats a, Floats b, Floats c) { return __builtin_elementwise_fma(a, b, c); }

// e^x to about one unit in the last place: x = n ln 2 + r, a polynomial in r, the exponent put together by bits.
// Below -87.3 the result is 0; above 88.7 it is infinity; a NaN stays a NaN.
ATTUNE_INLINE Floats exponential(Floats x) {
    Floats bounded = __builtin_elementwise_min(larger(x, splat(-88.0f)), splat(88.8f));
    Floats n = __builtin_elementwise_roundeven(bounded * splat(1.44269504088896341f));
    Floats r = fused(n, splat(-0.693359375f), bounded);
    r = fused(n, splat(2.12194440e-4f), r);
    Floats p = splat(1.9875691500e-4f);
    p = fused(p, r, splat(1.3981999507e-3f));
    p = fused(p, r, splat(8.3334519073e-3f));
    p = fused(p, r, splat(4.1665795894e-2f));
    p = fused(p, r, splat(1.6666665459e-1f));
    p = fused(p, r, splat(5.0000001201e-1f));
    Floats y = fused(p, r * r, r + splat(1.0f));
    Ints half = __builtin_convertvector(n, Ints) >> 1;  // two factors, so that 2^128 does not overflow half way
    Ints rest = __builtin_convertvector(n, Ints) - half;
    Floats scale = __builtin_bit_cast(Floats, (half + 127) << 23);
    Floats more = __builtin_bit_cast(Floats, (rest + 127) << 23);
    y = y * scale * more;
    y = (x < splat(-87.3f)) ? splat(0.0f) : y;
    y = (x > splat(88.72f)) ? splat(__builtin_inff()) : y;
    return (x != x) ? x : y;
}
