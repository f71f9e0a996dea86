// Adafactor over rows of a matrix. Included inside a form's namespace, after weight_body.h.
// Formulas: Shazeer and Stern 2018, algorithms 4 and 5.

template <typename T>
static void factored_squares_rows(const T *gradient, float scale, float *row_means, float *column_sums, int64_t begin,
                                  int64_t end, int64_t width) {
    for (int64_t row = begin; row < end; ++row) {
        Floats sums = splat(0);
        for (int64_t i = 0; i < width; i += lanes) {
            Floats g = load_up_to(gradient + row * width + i, width - i) * splat(scale);
            sums = fused(g, g, sums);
            store_up_to(column_sums + i, fused(g, g, load_up_to(column_sums + i, width - i)), width - i);
        }
        row_means[row] = total(sums) / (float)width;
    }
}

template <typename T>
ATTUNE_INLINE Floats factored(const T *gradient, const FactoredUpdate &update, int64_t row, int64_t i, int64_t width) {
    Floats g = load_up_to(gradient + row * width + i, width - i) * splat(update.scale);
    return g * splat(update.rows[row]) * load_up_to(update.columns + i, width - i);
}

template <typename T>
static double factored_size_rows(const T *gradient, const FactoredUpdate &update, int64_t begin, int64_t end,
                                 int64_t width) {
    double sum = 0;
    for (int64_t row = begin; row < end; ++row) {
        Floats squares = splat(0);
        for (int64_t i = 0; i < width; i += lanes) {
            Floats u = factored(gradient, update, row, i, width);
            squares = fused(u, u, squares);
        }
        sum += (double)total(squares);
    }
    return sum;
}

template <typename T>
static void factored_step_rows(const WeightMemory &memory, const T *gradient, const FactoredUpdate &update,
                               const FactoredLoop &s, int64_t begin, int64_t end, int64_t width) {
    with_weight(memory, s.seed, [&](auto weight) {
        for (int64_t row = begin; row < end; ++row) {
            for (int64_t i = 0; i < width; i += lanes) {
                const int64_t place = row * width + i, left = width - i;
                Floats change = factored(gradient, update, row, i, width) * splat(s.rate);
                weight.write(place, left, weight.read(place, left) * splat(s.keep) - change);
            }
        }
    });
}
