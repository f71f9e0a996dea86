// AdamW in one pass, over every way to keep a weight and its moments. Included inside a form's namespace, after body.h.
// Formulas: Loshchilov and Hutter 2019, algorithm 2, in the order of PyTorch's adamw.

typedef uint8_t Bytes __attribute__((ext_vector_type(16)));
typedef int16_t Shorts __attribute__((ext_vector_type(16)));

constexpr int64_t block_vectors = adamw_block / lanes;

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

// ---- weights ----
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

// ---- moments, a block at a time ----
struct WholeMoments {
    float *first, *second;
    void read(int64_t i, int64_t end, Floats *m, Floats *v) const {
        for (int64_t k = 0; k < block_vectors && i + k * lanes < end; ++k) {
            m[k] = load_up_to(first + i + k * lanes, end - i - k * lanes);
            v[k] = load_up_to(second + i + k * lanes, end - i - k * lanes);
        }
    }
    void write(int64_t i, int64_t end, const Floats *m, const Floats *v) const {
        for (int64_t k = 0; k < block_vectors && i + k * lanes < end; ++k) {
            store_up_to(first + i + k * lanes, m[k], end - i - k * lanes);
            store_up_to(second + i + k * lanes, v[k], end - i - k * lanes);
        }
    }
};

// One byte a number and a float32 scale a block. The first moment is kept as the signed root of its share of the block's
// largest, the second as the fourth root, so that small numbers keep their size. A number between two levels takes one of
// them by chance, which keeps slow averages right; at the lower end both err towards the smaller step: a first moment
// under the first level is 0, a second moment above 0 has at least the first level.
struct PackedMoments {
    uint8_t *first, *second;
    float *first_scale, *second_scale;
    uint32_t seed;
    void read(int64_t i, int64_t end, Floats *m, Floats *v) const {
        const float a = first_scale[i / adamw_block] / (127.0f * 127.0f);
        const float b = second_scale[i / adamw_block] / (255.0f * 255.0f * 255.0f * 255.0f);
        for (int64_t k = 0; k < block_vectors && i + k * lanes < end; ++k) {
            const int64_t place = i + k * lanes, left = end - place;
            Floats q = __builtin_convertvector(load_integers<Bytes>(first + place, left, (uint8_t)128) - 128, Floats);
            Floats u = __builtin_convertvector(load_integers<Bytes>(second + place, left), Floats);
            m[k] = q * __builtin_elementwise_abs(q) * splat(a);
            v[k] = u * u * u * u * splat(b);
        }
    }
    void write(int64_t i, int64_t end, const Floats *m, const Floats *v) const {
        Floats top = splat(0), peak = splat(0);
        for (int64_t k = 0; k < block_vectors && i + k * lanes < end; ++k) {
            // Lanes past the end were read as zeros and stay zeros.
            top = larger(top, __builtin_elementwise_abs(m[k]));
            peak = larger(peak, v[k]);
        }
        const float a = largest(top), b = largest(peak);
        first_scale[i / adamw_block] = a;
        second_scale[i / adamw_block] = b;
        for (int64_t k = 0; k < block_vectors && i + k * lanes < end; ++k) {
            const int64_t place = i + k * lanes, left = end - place;
            Words chance = scrambled(seed, place);
            Floats low = __builtin_convertvector(chance & 0xFFFFu, Floats) * splat(1.0f / 65536);
            Floats high = __builtin_convertvector(chance >> 16, Floats) * splat(1.0f / 65536);
            store_integers<Bytes>(first + place, first_level(m[k], a, low) + 128, left);
            store_integers<Bytes>(second + place, second_level(v[k], b, high), left);
        }
    }

   private:
    static Ints first_level(Floats m, float scale, Floats chance) {
        if (scale == 0) return (Ints)0;
        const float most = 127.0f * 127.0f;
        Floats size = __builtin_elementwise_min(__builtin_elementwise_abs(m) * splat(most / scale), splat(most));
        Floats level = __builtin_elementwise_floor(__builtin_elementwise_sqrt(size));
        Floats below = level * level, gap = level * 2 + splat(1);
        level = ((size - below > chance * gap) & (level > splat(0))) ? level + splat(1) : level;
        return __builtin_convertvector((m < splat(0)) ? -level : level, Ints);
    }
    static Ints second_level(Floats v, float scale, Floats chance) {
        if (scale == 0) return (Ints)0;
        const float most = 255.0f * 255.0f * 255.0f * 255.0f;
        Floats size = __builtin_elementwise_min(v * splat(most / scale), splat(most));
        Floats level = __builtin_elementwise_floor(__builtin_elementwise_sqrt(__builtin_elementwise_sqrt(size)));
        Floats next = level + splat(1), below = level * level * level * level;
        Floats gap = next * next * next * next - below;
        level = (size - below > chance * gap) ? __builtin_elementwise_min(next, splat(255.0f)) : level;
        level = (v > splat(0)) ? larger(level, splat(1)) : level;
        return __builtin_convertvector(level, Ints);
    }
};

template <typename Weight, typename Moments, typename T>
static void adamw_range(Weight weight, Moments moments, const T *gradient, int64_t begin, int64_t end,
                        const AdamWLoop &s) {
    const Floats rate = splat(s.learning_rate / s.correction1), keep = splat(1 - s.learning_rate * s.decay);
    const Floats root = splat(1 / s.root_correction2);
    for (int64_t block = begin; block < end; block += adamw_block) {
        Floats m[block_vectors], v[block_vectors];
        moments.read(block, end, m, v);
        for (int64_t k = 0; k < block_vectors && block + k * lanes < end; ++k) {
            const int64_t i = block + k * lanes, left = end - i;
            Floats g = load_up_to(gradient + i, left) * splat(s.gradient_scale);
            m[k] = fused(splat(s.rest1), g - m[k], m[k]);
            v[k] = v[k] * splat(s.beta2) + g * g * splat(s.rest2);
            Floats step = m[k] / (__builtin_elementwise_sqrt(v[k]) * root + splat(s.epsilon));
            weight.write(i, left, weight.read(i, left) * keep - rate * step);
        }
        moments.write(block, end, m, v);
    }
}

template <typename Weight, typename T>
static void adamw_weight(Weight weight, const AdamWMemory &at, const T *gradient, int64_t begin, int64_t end,
                         const AdamWLoop &s) {
    if (at.first_scale) {
        PackedMoments moments{(uint8_t *)at.first, (uint8_t *)at.second, at.first_scale, at.second_scale, s.seed};
        adamw_range(weight, moments, gradient, begin, end, s);
    } else {
        adamw_range(weight, WholeMoments{(float *)at.first, (float *)at.second}, gradient, begin, end, s);
    }
}

template <typename T>
static void adamw_memory(const AdamWMemory &at, const T *gradient, int64_t begin, int64_t end, const AdamWLoop &s) {
    uint16_t *high = (uint16_t *)at.weight;
    switch (at.keeping) {
        case WeightKeeping::whole: return adamw_weight(WholeWeight{(float *)at.weight}, at, gradient, begin, end, s);
        case WeightKeeping::halved:
            return adamw_weight(HalvedWeight{high, (int16_t *)at.remainder}, at, gradient, begin, end, s);
        case WeightKeeping::shortened:
            return adamw_weight(ShortWeight{high, (uint8_t *)at.remainder}, at, gradient, begin, end, s);
        case WeightKeeping::alone: return adamw_weight(LoneWeight{high, s.seed}, at, gradient, begin, end, s);
    }
}

template <typename Weight>
static void split_range(Weight weight, const float *exact, int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i += lanes) weight.write(i, end - i, load_up_to(exact + i, end - i));
}

// For weights that keep more bits beside them; the others are copied or rounded by libtorch.
static void split_memory(const AdamWMemory &at, const float *exact, int64_t begin, int64_t end) {
    uint16_t *high = (uint16_t *)at.weight;
    if (at.keeping == WeightKeeping::halved) {
        split_range(HalvedWeight{high, (int16_t *)at.remainder}, exact, begin, end);
    } else {
        split_range(ShortWeight{high, (uint8_t *)at.remainder}, exact, begin, end);
    }
}
