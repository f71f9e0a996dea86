// The entries of a form's table: the element type is looked at here, once a call. Included after body.h.

#define ATTUNE_BOTH(call)                 \
    if (element == Element::float32) {    \
        using T = float;                  \
        call;                             \
    } else {                              \
        using T = bfloat;                 \
        call;                             \
    }

static void rms_forward(Element element, const void *x, const void *weight, void *y, float *inverse, int64_t begin,
                        int64_t end, int64_t width, float epsilon) {
    ATTUNE_BOTH(rms_forward_rows((const T *)x, (const T *)weight, (T *)y, inverse, begin, end, width, epsilon))
}
static void rms_backward(Element element, const void *dy, const void *x, const void *weight, const float *inverse,
                         const void *extra, float *dweight, void *dx, int64_t begin, int64_t end, int64_t width) {
    ATTUNE_BOTH(rms_backward_rows((const T *)dy, (const T *)x, (const T *)weight, inverse, (const T *)extra, dweight,
                                  (T *)dx, begin, end, width))
}
static void swiglu_forward(Element element, const void *gate_up, void *out, int64_t begin, int64_t end, int64_t width) {
    ATTUNE_BOTH(swiglu_forward_rows((const T *)gate_up, (T *)out, begin, end, width))
}
static void swiglu_backward(Element element, const void *dout, const void *gate_up, void *dgate_up, int64_t begin,
                            int64_t end, int64_t width) {
    ATTUNE_BOTH(swiglu_backward_rows((const T *)dout, (const T *)gate_up, (T *)dgate_up, begin, end, width))
}
static void rotary(Element element, void *x, const float *cosine, const float *sine, int64_t begin, int64_t end,
                   int64_t stride, int64_t heads, int64_t size, float direction) {
    ATTUNE_BOTH(rotary_rows((T *)x, cosine, sine, begin, end, stride, heads, size, direction))
}
static void causal_softmax(Element element, void *scores, float *lse, int64_t begin, int64_t end, int64_t rows,
                           int64_t first, int64_t keys, float scale) {
    ATTUNE_BOTH(causal_softmax_rows((T *)scores, lse, begin, end, rows, first, keys, scale))
}
static void causal_probabilities(Element element, void *scores, const float *lse, int64_t begin, int64_t end,
                                 int64_t rows, int64_t first, int64_t keys, float scale) {
    ATTUNE_BOTH(causal_probabilities_rows((T *)scores, lse, begin, end, rows, first, keys, scale))
}
static void softmax_gradient(Element element, const void *probabilities, void *gradient, const float *delta,
                             int64_t begin, int64_t end, int64_t keys, float scale) {
    ATTUNE_BOTH(softmax_gradient_rows((const T *)probabilities, (T *)gradient, delta, begin, end, keys, scale))
}
static void row_dot(Element element, const void *a, const void *b, float *out, int64_t begin, int64_t end,
                    int64_t width) {
    ATTUNE_BOTH(row_dot_rows((const T *)a, (const T *)b, out, begin, end, width))
}
static void cross_entropy(Element element, void *logits, const int64_t *targets, const float *row_scale, float *losses,
                          int64_t begin, int64_t end, int64_t width, const LossForm &form) {
    ATTUNE_BOTH(cross_entropy_rows((T *)logits, targets, row_scale, losses, begin, end, width, form))
}
static void adamw(Element element, const AdamWMemory &memory, const void *gradient, int64_t begin, int64_t end,
                  const AdamWLoop &settings) {
    ATTUNE_BOTH(adamw_memory(memory, (const T *)gradient, begin, end, settings))
}
static void factored_squares(Element element, const void *gradient, float scale, float *row_means, float *column_sums,
                             int64_t begin, int64_t end, int64_t width) {
    ATTUNE_BOTH(factored_squares_rows((const T *)gradient, scale, row_means, column_sums, begin, end, width))
}
static double factored_size(Element element, const void *gradient, const FactoredUpdate &update, int64_t begin,
                            int64_t end, int64_t width) {
    ATTUNE_BOTH(return factored_size_rows((const T *)gradient, update, begin, end, width))
}
static void factored_step(Element element, const WeightMemory &memory, const void *gradient,
                          const FactoredUpdate &update, const FactoredLoop &settings, int64_t begin, int64_t end,
                          int64_t width) {
    ATTUNE_BOTH(factored_step_rows(memory, (const T *)gradient, update, settings, begin, end, width))
}
static double square_sum(Element element, const void *values, int64_t begin, int64_t end) {
    ATTUNE_BOTH(return square_sum_range((const T *)values, begin, end))
}

#undef ATTUNE_BOTH

static constexpr KernelTable table_named(const char *name) {
    return {name,          rms_forward,    rms_backward,         swiglu_forward,   swiglu_backward, rotary,
            causal_softmax, causal_probabilities, softmax_gradient, row_dot, cross_entropy, adamw,
            split_memory,  factored_squares, factored_size,     factored_step,    square_sum};
}
