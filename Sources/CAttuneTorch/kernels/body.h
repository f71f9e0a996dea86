// The fused loops, written once. A form's file includes this inside its namespace, under its target attribute.
// Statistics, softmax and losses are float32 whatever the element type is.

// ---- RMS norm ----

template <typename T>
static void rms_forward_rows(const T *x, const T *weight, T *y, float *inverse, int64_t begin, int64_t end,
                             int64_t width, float epsilon) {
    for (int64_t row = begin; row < end; ++row) {
        const T *in = x + row * width;
        Floats squares = splat(0);
        for (int64_t i = 0; i < width; i += lanes) {
            Floats v = load_up_to(in + i, width - i);
            squares = fused(v, v, squares);
        }
        float scale = 1.0f / __builtin_sqrtf(total(squares) / (float)width + epsilon);
        inverse[row] = scale;
        for (int64_t i = 0; i < width; i += lanes) {
            Floats v = load_up_to(in + i, width - i) * splat(scale) * load_up_to(weight + i, width - i);
            store_up_to(y + row * width + i, v, width - i);
        }
    }
}

template <typename T>
static void rms_backward_rows(const T *dy, const T *x, const T *weight, const float *inverse, const T *extra,
                              float *dweight, T *dx, int64_t begin, int64_t end, int64_t width) {
    for (int64_t row = begin; row < end; ++row) {
        const int64_t at = row * width;
        const Floats scale = splat(inverse[row]);
        Floats dot = splat(0);
        for (int64_t i = 0; i < width; i += lanes) {
            Floats g = load_up_to(dy + at + i, width - i) * load_up_to(weight + i, width - i);
            dot = fused(g, load_up_to(x + at + i, width - i) * scale, dot);
        }
        const Floats mean = splat(total(dot) / (float)width);
        for (int64_t i = 0; i < width; i += lanes) {
            const int64_t left = width - i;
            Floats upstream = load_up_to(dy + at + i, left);
            Floats normal = load_up_to(x + at + i, left) * scale;
            Floats result = scale * (upstream * load_up_to(weight + i, left) - normal * mean);
            if (extra) result += load_up_to(extra + at + i, left);
            if (dweight) {
                store_up_to(dweight + i, fused(upstream, normal, load_up_to(dweight + i, left)), left);
            }
            store_up_to(dx + at + i, result, left);
        }
    }
}

// ---- SwiGLU ----

template <typename T>
static void swiglu_forward_rows(const T *gate_up, T *out, int64_t begin, int64_t end, int64_t width) {
    for (int64_t row = begin; row < end; ++row) {
        const T *gate = gate_up + row * 2 * width, *up = gate + width;
        for (int64_t i = 0; i < width; i += lanes) {
            Floats g = load_up_to(gate + i, width - i);
            Floats sigmoid = splat(1) / (splat(1) + exponential(-g));
            store_up_to(out + row * width + i, g * sigmoid * load_up_to(up + i, width - i), width - i);
        }
    }
}

template <typename T>
static void swiglu_backward_rows(const T *dout, const T *gate_up, T *dgate_up, int64_t begin, int64_t end,
                                 int64_t width) {
    for (int64_t row = begin; row < end; ++row) {
        const T *gate = gate_up + row * 2 * width, *up = gate + width;
        T *dgate = dgate_up + row * 2 * width, *dup = dgate + width;
        for (int64_t i = 0; i < width; i += lanes) {
            const int64_t left = width - i;
            Floats g = load_up_to(gate + i, left), d = load_up_to(dout + row * width + i, left);
            Floats sigmoid = splat(1) / (splat(1) + exponential(-g));
            Floats slope = sigmoid * (splat(1) + g * (splat(1) - sigmoid));
            store_up_to(dgate + i, d * load_up_to(up + i, left) * slope, left);
            store_up_to(dup + i, d * g * sigmoid, left);
        }
    }
}

// ---- rotary position embedding: pairs (i, i + size / 2) of each head ----

template <typename T>
static void rotary_rows(T *x, const float *cosine, const float *sine, int64_t begin, int64_t end, int64_t stride,
                        int64_t heads, int64_t size, float direction) {
    const int64_t half = size / 2;
    for (int64_t row = begin; row < end; ++row) {
        for (int64_t head = 0; head < heads; ++head) {
            T *low = x + row * stride + head * size, *high = low + half;
            for (int64_t i = 0; i < half; i += lanes) {
                const int64_t left = half - i;
                Floats c = load_up_to(cosine + row * half + i, left);
                Floats s = load_up_to(sine + row * half + i, left) * splat(direction);
                Floats a = load_up_to(low + i, left), b = load_up_to(high + i, left);
                store_up_to(low + i, a * c - b * s, left);
                store_up_to(high + i, b * c + a * s, left);
            }
        }
    }
}

// ---- attention: rows of scores [end, keys] ----

template <typename T>
static void causal_softmax_rows(T *scores, float *lse, int64_t begin, int64_t end, int64_t rows, int64_t first,
                                int64_t keys, float scale) {
    for (int64_t row = begin; row < end; ++row) {
        T *values = scores + row * keys;
        const int64_t seen = first + row % rows + 1;
        Floats top = splat(-__builtin_inff());
        for (int64_t i = 0; i < seen; i += lanes) {
            top = larger(top, load_up_to(values + i, seen - i, -__builtin_inff()));
        }
        const Floats peak = splat(largest(top) * scale);
        Floats sums = splat(0);
        for (int64_t i = 0; i < seen; i += lanes) {
            sums += exponential(load_up_to(values + i, seen - i, -__builtin_inff()) * splat(scale) - peak);
        }
        const float sum = total(sums);
        lse[row] = peak[0] + __builtin_logf(sum);
        const Floats share = splat(1.0f / sum);
        for (int64_t i = 0; i < seen; i += lanes) {
            Floats e = exponential(load_up_to(values + i, seen - i) * splat(scale) - peak);
            store_up_to(values + i, e * share, seen - i);
        }
        if (keys > seen) __builtin_memset((void *)(values + seen), 0, sizeof(T) * (keys - seen));
    }
}

template <typename T>
static void causal_probabilities_rows(T *scores, const float *lse, int64_t begin, int64_t end, int64_t rows,
                                      int64_t first, int64_t keys, float scale) {
    for (int64_t row = begin; row < end; ++row) {
        T *values = scores + row * keys;
        const int64_t seen = first + row % rows + 1;
        const Floats shift = splat(lse[row]);
        for (int64_t i = 0; i < seen; i += lanes) {
            Floats v = exponential(load_up_to(values + i, seen - i) * splat(scale) - shift);
            store_up_to(values + i, v, seen - i);
        }
        if (keys > seen) __builtin_memset((void *)(values + seen), 0, sizeof(T) * (keys - seen));
    }
}

template <typename T>
static void softmax_gradient_rows(const T *probabilities, T *gradient, const float *delta, int64_t begin, int64_t end,
                                  int64_t keys, float scale) {
    for (int64_t row = begin; row < end; ++row) {
        const Floats shift = splat(delta[row]);
        for (int64_t i = 0; i < keys; i += lanes) {
            const int64_t at = row * keys + i, left = keys - i;
            Floats p = load_up_to(probabilities + at, left);
            store_up_to(gradient + at, p * (load_up_to(gradient + at, left) - shift) * splat(scale), left);
        }
    }
}

template <typename T>
static void row_dot_rows(const T *a, const T *b, float *out, int64_t begin, int64_t end, int64_t width) {
    for (int64_t row = begin; row < end; ++row) {
        Floats sums = splat(0);
        for (int64_t i = 0; i < width; i += lanes) {
            sums = fused(load_up_to(a + row * width + i, width - i), load_up_to(b + row * width + i, width - i), sums);
        }
        out[row] = total(sums);
    }
}

// ---- cross-entropy ----

template <typename T>
static float row_total(const T *values, int64_t width) {
    Floats sums = splat(0);
    for (int64_t i = 0; i < width; i += lanes) sums += load_up_to(values + i, width - i);
    return total(sums);
}

// loss = (1 - s) nll + s mean(lse - z) + c lse^2; dz = (1 + 2 c lse) softmax - (1 - s) onehot - s / V.
template <typename T>
static void cross_entropy_rows(T *logits, const int64_t *targets, const float *row_scale, float *losses, int64_t begin,
                               int64_t end, int64_t width, const LossForm &form) {
    const float even = form.smoothing / (float)width;
    for (int64_t row = begin; row < end; ++row) {
        T *values = logits + row * width;
        Floats top = splat(-__builtin_inff());
        for (int64_t i = 0; i < width; i += lanes) {
            top = larger(top, load_up_to(values + i, width - i, -__builtin_inff()));
        }
        const Floats peak = splat(largest(top));
        Floats sums = splat(0);
        for (int64_t i = 0; i < width; i += lanes) {
            sums += exponential(load_up_to(values + i, width - i, -__builtin_inff()) - peak);
        }
        const float sum = total(sums);
        const float target = load_some(values + targets[row], 1, 0)[0];
        const float log_sum = __builtin_logf(sum), lse = log_sum + peak[0];
        losses[row] = log_sum + (peak[0] - target);
        if (form.smoothing != 0) losses[row] += form.smoothing * (target - row_total(values, width) / (float)width);
        if (form.z_weight != 0) losses[row] += form.z_weight * lse * lse;
        if (!row_scale) continue;
        const float scale = row_scale[row], wide = scale * (1 + 2 * form.z_weight * lse) / sum;
        const Floats share = splat(wide), rest = splat(scale * even);
        for (int64_t i = 0; i < width; i += lanes) {
            store_up_to(values + i, exponential(load_up_to(values + i, width - i) - peak) * share - rest, width - i);
        }
        const float wanted = __builtin_expf(target - peak[0]) * wide - scale * (1 - form.smoothing + even);
        store_some(values + targets[row], splat(wanted), 1);
    }
}

template <typename T>
static double square_sum_range(const T *values, int64_t begin, int64_t end) {
    double sum = 0;
    for (int64_t block = begin; block < end; block += 4096) {
        const int64_t stop = block + 4096 < end ? block + 4096 : end;
        Floats squares = splat(0);
        for (int64_t i = block; i < stop; i += lanes) {
            Floats v = load_up_to(values + i, stop - i);
            squares = fused(v, v, squares);
        }
        sum += (double)total(squares);
    }
    return sum;
}
