// A weight in every way that it may be kept, sixteen numbers at a time, for optimizers. Included inside a form's namespace,
// after vector.h.

typedef uint8_t Bytes __attribute__((ext_vector_type(16)));
typedef int16_t Shorts __attribute__((ext_vector_type(16)));

template <typename Vector, typename T>
ATTUNE_INLINE Ints load_integers(const T *p, int64_t count, T filler = 0) {
    Vector v = (Vector)filler;
    __builtin_memcpy(&v, p, sizeof(T) * (count < lanes ? count : lanes));
    return __builtin_convertvector(v, Ints);
}
template <typename Vector, typename T>
ATTUNE_INLINE void store_integers(T *p, Ints values, int64_t count) {
    Vector v = __builtin_convertvector(values, Vector);
    __builtin_memcpy(p, &v, sizeof(T) * (count < lanes ? count : lanes));
}

// A different number for every (seed, index): the finalizer of MurmurHash3 over a multiplied counter.
ATTUNE_INLINE Words scrambled(uint32_t seed, int64_t index) {
    const Words lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    Words x = (lane + (Words)(uint32_t)index) * 0x9E3779B1u + (Words)seed;
    x ^= x >> 16;
    x *= 0x85EBCA6Bu;
    x ^= x >> 13;
    x *= 0xC2B2AE35u;
    return x ^ (x >> 16);
}

struct WholeWeight {
    float *values;
    Floats read(int64_t i, int64_t left) const { return load_up_to(values + i, left); }
    void write(int64_t i, int64_t left, Floats p) const { store_up_to(values + i, p, left); }
};

// A bfloat16 and the 16 bits that its rounding (half up) has cut off: every bit of a float32.
struct HalvedWeight {
    uint16_t *high;
    int16_t *low;
    Floats read(int64_t i, int64_t left) const {
        Ints bits = (load_integers<Halves>(high + i, left) << 16) + load_integers<Shorts>(low + i, left);
        return __builtin_bit_cast(Floats, bits);
    }
    void write(int64_t i, int64_t left, Floats p) const {
        Ints bits = __builtin_bit_cast(Ints, p);
        Ints top = (Ints)((__builtin_bit_cast(Words, bits) + 0x8000u) >> 16);
        store_integers<Halves>(high + i, top, left);
        store_integers<Shorts>(low + i, bits - (top << 16), left);
    }
};

// A bfloat16 and eight more bits, shifted by 128 to be positive: a float of 24 bits.
struct ShortWeight {
    uint16_t *high;
    uint8_t *low;
    Floats read(int64_t i, int64_t left) const {
        Ints rest = load_integers<Bytes>(low + i, left) - 128;
        return __builtin_bit_cast(Floats, (load_integers<Halves>(high + i, left) << 16) + (rest << 8));
    }
    void write(int64_t i, int64_t left, Floats p) const {
        Words bits = (__builtin_bit_cast(Words, p) + 0x80u) >> 8;
        Words top = (bits + 0x80u) >> 8;
        store_integers<Halves>(high + i, (Ints)top, left);
        store_integers<Bytes>(low + i, (Ints)(bits - (top << 8)) + 128, left);
    }
};

// A bfloat16 alone, rounded up or down by chance so that small steps count on average.
struct LoneWeight {
    uint16_t *high;
    uint32_t seed;
    Floats read(int64_t i, int64_t left) const {
        return __builtin_bit_cast(Floats, load_integers<Halves>(high + i, left) << 16);
    }
    void write(int64_t i, int64_t left, Floats p) const {
        Words chance = scrambled(seed ^ 0x5BF03635u, i) & 0xFFFFu;
        store_integers<Halves>(high + i, (Ints)((__builtin_bit_cast(Words, p) + chance) >> 16), left);
    }
};

// Calls body with the weight in the way that it is kept.
template <typename Body>
static void with_weight(const WeightMemory &at, uint32_t seed, const Body &body) {
    uint16_t *high = (uint16_t *)at.weight;
    switch (at.keeping) {
        case WeightKeeping::whole: return body(WholeWeight{(float *)at.weight});
        case WeightKeeping::halved: return body(HalvedWeight{high, (int16_t *)at.remainder});
        case WeightKeeping::shortened: return body(ShortWeight{high, (uint8_t *)at.remainder});
        case WeightKeeping::alone: return body(LoneWeight{high, seed});
    }
}

// For weights that keep more bits beside them; the others are copied or rounded by libtorch.
static void split_memory(const WeightMemory &at, const float *exact, int64_t begin, int64_t end) {
    with_weight(at, 0, [&](auto weight) {
        int64_t i = begin;
        // A constant count, so that the copies become instructions.
        for (; i + lanes <= end; i += lanes) weight.write(i, lanes, load_up_to(exact + (i - begin), lanes));
        if (i < end) weight.write(i, end - i, load_up_to(exact + (i - begin), end - i));
    });
}
