// AdamW in one pass, over every way to keep a weight and its moments. Included inside a form's namespace,
// after weight_body.h.
// Formulas: Loshchilov and Hutter 2019, algorithm 2, in the order of PyTorch's adamw.

constexpr int64_t block_vectors = adamw_block / lanes;

// Moments, a block at a time.
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

// Zeros before the step, and nothing after it.
struct NoMoments {
    void read(int64_t, int64_t, Floats *m, Floats *v) const {
        for (int64_t k = 0; k < block_vectors; ++k) m[k] = v[k] = splat(0);
    }
    void write(int64_t, int64_t, const Floats *, const Floats *) const {}
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
    if (!at.first) {
        adamw_range(weight, NoMoments{}, gradient, begin, end, s);
    } else if (at.first_scale) {
        PackedMoments moments{(uint8_t *)at.first, (uint8_t *)at.second, at.first_scale, at.second_scale, s.seed};
        adamw_range(weight, moments, gradient, begin, end, s);
    } else {
        adamw_range(weight, WholeMoments{(float *)at.first, (float *)at.second}, gradient, begin, end, s);
    }
}

template <typename T>
static void adamw_memory(const AdamWMemory &at, const T *gradient, int64_t begin, int64_t end, const AdamWLoop &s) {
    with_weight(at.weight, s.seed, [&](auto weight) { adamw_weight(weight, at, gradient, begin, end, s); });
}
