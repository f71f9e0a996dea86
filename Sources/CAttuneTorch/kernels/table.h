// The fused loops in the forms a processor may have. One body, compiled once for each form; the table picks at run time.
#pragma once
#include <cstdint>

namespace attune {

enum class Element { float32, bfloat16 };

struct AdamWLoop {
    // rest1 and rest2 are 1 - beta, taken in double precision: in float32 1 - 0.999 is off by 1e-5 of itself.
    float learning_rate, rest1, beta2, rest2, epsilon, decay, gradient_scale, correction1, root_correction2;
    uint32_t seed;  // of what is rounded by chance
};

// How a weight is kept: float32; bfloat16 and 16 or 8 more bits; bfloat16 alone.
enum class WeightKeeping { whole, halved, shortened, alone };

// Where a tensor's weight lies, and the bits that its rounding has cut off.
struct WeightMemory {
    WeightKeeping keeping;
    void *weight, *remainder;
};

// A weight and where its moments lie, null when they are zeros and what becomes of them is not kept; without scales they are
// float32, with them bytes.
struct AdamWMemory {
    WeightMemory weight;
    void *first, *second;
    float *first_scale, *second_scale;
};

// What the gradient of row r and column c is multiplied by to become an update: scale * rows[r] * columns[c].
struct FactoredUpdate {
    float scale;
    const float *rows, *columns;
};

// What becomes of a weight: keep * weight - rate * update.
struct FactoredLoop {
    float keep, rate;
    uint32_t seed;  // of what is rounded by chance
};

// The numbers that share a scale; ranges of a packed tensor begin at a multiple of it.
constexpr int64_t adamw_block = 128;

// What cross-entropy is mixed with: the share of an even target, and the weight of the squared logarithm of the sum.
struct LossForm {
    float smoothing, z_weight;
};

// Every loop works on rows [begin, end) of row-major memory; pointers are to row 0.
struct KernelTable {
    const char *name;
    void (*rms_forward)(Element, const void *x, const void *weight, void *y, float *inverse, int64_t begin, int64_t end,
                        int64_t width, float epsilon);
    void (*rms_backward)(Element, const void *dy, const void *x, const void *weight, const float *inverse,
                         const void *extra, float *dweight, void *dx, int64_t begin, int64_t end, int64_t width);
    void (*swiglu_forward)(Element, const void *gate_up, void *out, int64_t begin, int64_t end, int64_t width);
    void (*swiglu_backward)(Element, const void *dout, const void *gate_up, void *dgate_up, int64_t begin, int64_t end,
                            int64_t width);
    void (*rotary)(Element, void *x, const float *cosine, const float *sine, int64_t begin, int64_t end, int64_t stride,
                   int64_t heads, int64_t size, float direction);
    // Row r of a block of `rows` query rows starting at `first`: its own position is first + r % rows.
    void (*causal_softmax)(Element, void *scores, float *lse, int64_t begin, int64_t end, int64_t rows, int64_t first,
                           int64_t keys, float scale);
    void (*causal_probabilities)(Element, void *scores, const float *lse, int64_t begin, int64_t end, int64_t rows,
                                 int64_t first, int64_t keys, float scale);
    void (*softmax_gradient)(Element, const void *probabilities, void *dprobabilities, const float *delta,
                             int64_t begin, int64_t end, int64_t keys, float scale);
    void (*row_dot)(Element, const void *a, const void *b, float *out, int64_t begin, int64_t end, int64_t width);
    void (*cross_entropy)(Element, void *logits, const int64_t *targets, const float *row_scale, float *losses,
                          int64_t begin, int64_t end, int64_t width, const LossForm &form);
    void (*adamw)(Element gradient_type, const AdamWMemory &memory, const void *gradient, int64_t begin, int64_t end,
                  const AdamWLoop &settings);
    // The weight and its remainder from exact numbers, in one pass.
    // `exact` is the number for the element `begin`.
    void (*split)(const WeightMemory &memory, const float *exact, int64_t begin, int64_t end);
    // The mean square of each row of scale * gradient, and the sums of columns [width], which are added to.
    void (*factored_squares)(Element, const void *gradient, float scale, float *row_means, float *column_sums,
                             int64_t begin, int64_t end, int64_t width);
    // The sum of the squares of an update.
    double (*factored_size)(Element, const void *gradient, const FactoredUpdate &update, int64_t begin, int64_t end,
                            int64_t width);
    void (*factored_step)(Element gradient_type, const WeightMemory &memory, const void *gradient,
                          const FactoredUpdate &update, const FactoredLoop &settings, int64_t begin, int64_t end,
                          int64_t width);
    double (*square_sum)(Element, const void *values, int64_t begin, int64_t end);
};

extern const KernelTable portable_table, avx2_table, avx512_table;

// The form in use; null when the compositions are.
const KernelTable *active_kernels();

// Whether the form in use has products of its own (product.h); libraries' products serve where it has not.
bool has_own_products();

}  // namespace attune
