// The only door from Swift to libtorch. A plain C interface: opaque handles that the caller owns, sized integers,
// out-parameters last. Every function that can fail returns a status; the message of the last failure on this thread
// is in attune_error_message(). No policy, no defaults and no knowledge of models live behind this header.
#ifndef ATTUNE_TORCH_H
#define ATTUNE_TORCH_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct attune_tensor attune_tensor;

typedef enum {
    ATTUNE_OK = 0,
    ATTUNE_ERROR = 1,
    ATTUNE_OUT_OF_MEMORY = 2,
} attune_status;

typedef enum {
    ATTUNE_FLOAT32 = 0,
    ATTUNE_BFLOAT16 = 1,
    ATTUNE_FLOAT16 = 2,
    ATTUNE_FLOAT64 = 3,
    ATTUNE_INT64 = 4,
    ATTUNE_INT32 = 5,
    ATTUNE_INT16 = 6,
    ATTUNE_UINT8 = 7,
    ATTUNE_BOOL = 8,
} attune_dtype;

typedef enum { ATTUNE_CPU = 0, ATTUNE_CUDA = 1 } attune_device_kind;

typedef struct {
    int32_t kind;   // attune_device_kind
    int32_t index;  // 0 for the CPU
} attune_device;

// ---- run time: runtime.cpp ----
const char *attune_error_message(void);
// Keeps freed memory inside the process instead of handing large blocks back to the kernel at every step.
void attune_allocator_configure(void);
void attune_allocator_trim(void);
const char *attune_engine_version(void);
const char *attune_engine_cpu_capability(void);
bool attune_engine_has_bfloat16(void);
int32_t attune_engine_cuda_device_count(void);
int32_t attune_threads_get(void);
attune_status attune_threads_set(int32_t count);

// ---- tensors: tensor.cpp ----
void attune_tensor_free(attune_tensor *tensor);
attune_status attune_tensor_empty(const int64_t *shape, int32_t rank, int32_t dtype, attune_device device,
                                  attune_tensor **out);
attune_status attune_tensor_full(const int64_t *shape, int32_t rank, double value, int32_t dtype, attune_device device,
                                 attune_tensor **out);
// Copies `bytes` bytes laid out row-major in the given dtype.
attune_status attune_tensor_from_bytes(const void *data, int64_t bytes, const int64_t *shape, int32_t rank,
                                       int32_t dtype, attune_device device, attune_tensor **out);
attune_status attune_tensor_copy_bytes(const attune_tensor *tensor, void *destination, int64_t bytes);
int32_t attune_tensor_rank(const attune_tensor *tensor);
int64_t attune_tensor_size(const attune_tensor *tensor, int32_t dimension);
int32_t attune_tensor_dtype(const attune_tensor *tensor);
attune_device attune_tensor_device(const attune_tensor *tensor);
// The first element's address; only for contiguous CPU tensors, otherwise null.
void *attune_tensor_data(const attune_tensor *tensor);
attune_status attune_tensor_item(const attune_tensor *tensor, double *out);

// ---- shapes: shape.cpp ---- (views alias their input unless the comment says otherwise)
attune_status attune_tensor_view(const attune_tensor *t, const int64_t *shape, int32_t rank, attune_tensor **out);
attune_status attune_tensor_narrow(const attune_tensor *t, int32_t dimension, int64_t start, int64_t length,
                                   attune_tensor **out);
attune_status attune_tensor_transpose(const attune_tensor *t, int32_t a, int32_t b, attune_tensor **out);
attune_status attune_tensor_expand(const attune_tensor *t, const int64_t *shape, int32_t rank, attune_tensor **out);
attune_status attune_tensor_contiguous(const attune_tensor *t, attune_tensor **out);  // copies when it has to
attune_status attune_tensor_to(const attune_tensor *t, int32_t dtype, attune_device device, attune_tensor **out);
attune_status attune_tensor_clone(const attune_tensor *t, attune_tensor **out);
attune_status attune_tensor_cat(attune_tensor *const *tensors, int32_t count, int32_t dimension, attune_tensor **out);
attune_status attune_tensor_index_select(const attune_tensor *t, int32_t dimension, const attune_tensor *index,
                                         attune_tensor **out);
attune_status attune_tensor_gather(const attune_tensor *t, int32_t dimension, const attune_tensor *index,
                                   attune_tensor **out);

// ---- arithmetic: arithmetic.cpp ----
attune_status attune_tensor_copy_into(attune_tensor *destination, const attune_tensor *source);
attune_status attune_tensor_fill(attune_tensor *t, double value);
attune_status attune_tensor_add(const attune_tensor *a, const attune_tensor *b, double scale, attune_tensor **out);
attune_status attune_tensor_add_in_place(attune_tensor *a, const attune_tensor *b, double scale);
attune_status attune_tensor_mul(const attune_tensor *a, const attune_tensor *b, attune_tensor **out);
attune_status attune_tensor_scale(const attune_tensor *t, double factor, attune_tensor **out);
attune_status attune_tensor_scale_in_place(attune_tensor *t, double factor);
attune_status attune_tensor_index_add(attune_tensor *t, int32_t dimension, const attune_tensor *index,
                                      const attune_tensor *source);
attune_status attune_tensor_sum(const attune_tensor *t, attune_tensor **out);
attune_status attune_tensor_log_softmax(const attune_tensor *t, int32_t dimension, attune_tensor **out);
attune_status attune_tensor_exponential(const attune_tensor *t, attune_tensor **out);
attune_status attune_tensor_sigmoid(const attune_tensor *t, attune_tensor **out);
// 1 / sqrt(mean of squares over the last dimension + epsilon), with that dimension kept at size 1.
attune_status attune_tensor_inverse_rms(const attune_tensor *t, double epsilon, attune_tensor **out);
attune_status attune_tensor_all_finite(const attune_tensor *t, bool *out);
attune_status attune_tensor_equal(const attune_tensor *a, const attune_tensor *b, bool *out);
// The sum of squares in double precision.
attune_status attune_tensor_square_sum(const attune_tensor *t, double *out);

// ---- products: products.cpp ---- (x [N, I], w [O, I], bias [O] or null)
attune_status attune_linear_forward(const attune_tensor *x, const attune_tensor *w, const attune_tensor *bias,
                                    attune_tensor **out);
attune_status attune_linear_forward_into(attune_tensor *out, const attune_tensor *x, const attune_tensor *w);
attune_status attune_linear_input_gradient(const attune_tensor *dy, const attune_tensor *w, attune_tensor **out);
// dw += dy^T x when `accumulate`, dw = dy^T x otherwise. dw may be float32 while dy and x are bfloat16.
attune_status attune_linear_weight_gradient(attune_tensor *dw, const attune_tensor *dy, const attune_tensor *x,
                                            bool accumulate);
attune_status attune_linear_bias_gradient(attune_tensor *db, const attune_tensor *dy, bool accumulate);

// A product a b of [rows, inner] and [inner, columns], `batch` of them at once, or a plain one where `batch` is 0.
typedef struct {
    int64_t batch, rows, inner, columns;
    int32_t dtype;  // of the factors as they are multiplied
    bool first_transposed, second_transposed;  // how a factor lies in memory
    int64_t times;                             // how often it was seen
} attune_product;
// The median time of this product alone, between factors and into memory that are there already.
attune_status attune_product_time(const attune_product *product, double *seconds);

// ---- where time goes: profile.cpp ---- (of this thread's calls, between begin and end)
typedef enum {
    ATTUNE_PART_PRODUCTS = 0,
    ATTUNE_PART_ATTENTION = 1,  // its products included
    ATTUNE_PART_NORM = 2,
    ATTUNE_PART_SWIGLU = 3,
    ATTUNE_PART_ROTARY = 4,
    ATTUNE_PART_LOSS = 5,
    ATTUNE_PART_OPTIMIZER = 6,  // with the norm of the gradients
    ATTUNE_PART_ROWS = 7,       // rows picked from and added to tables
    ATTUNE_PART_COUNT = 8,
} attune_part;
void attune_profile_begin(void);
void attune_profile_end(void);  // what was seen stays until the next begin
double attune_profile_seconds(int32_t part);
int64_t attune_profile_product_count(void);  // of different shapes
attune_status attune_profile_product(int64_t index, attune_product *out);

// ---- gradients: autograd.cpp ---- (the oracle's side: products of training do not use it)
bool attune_gradients_enabled(void);
void attune_gradients_set_enabled(bool enabled);
attune_status attune_tensor_require_gradient(attune_tensor *t);
attune_status attune_gradients_of(const attune_tensor *scalar, attune_tensor *const *inputs, int32_t count,
                                  attune_tensor **out);

// ---- fused operations: kernels/*.cpp ---- (each has a composition of ATen operators beside it)
// Which form of the fused operations runs for this thread: -1 the best this processor has, 0 the compositions, 1 portable,
// 2 AVX2, 3 AVX-512, 4 AVX-512 BF16 with our own products (packed_products.cpp). A form the processor does not have is an
// error.
attune_status attune_kernels_select(int32_t form);
int32_t attune_kernels_selected(void);
const char *attune_kernels_name(void);

// y = x / rms(x) * weight over the last dimension; inverse_rms is float32 [N].
attune_status attune_rms_norm_forward(const attune_tensor *x, const attune_tensor *weight, double epsilon,
                                      attune_tensor **y, attune_tensor **inverse_rms);
// dweight (float32, may be null) is added to. dx_extra (may be null) is added to dx, for the residual path.
attune_status attune_rms_norm_backward(const attune_tensor *dy, const attune_tensor *x, const attune_tensor *weight,
                                       const attune_tensor *inverse_rms, const attune_tensor *dx_extra,
                                       attune_tensor *dweight, attune_tensor **dx);
// gate_up [N, 2F]: gate in the first half. out [N, F] = silu(gate) * up.
attune_status attune_swiglu_forward(const attune_tensor *gate_up, attune_tensor **out);
// activated (may be null) receives silu(gate) * up again; dgate_up [N, 2F].
attune_status attune_swiglu_backward(const attune_tensor *dout, const attune_tensor *gate_up, attune_tensor **dgate_up);
// Rotates the first heads*size columns of x [N, C] in place by the angles of each row: cos, sin float32 [N, size / 2].
// direction 1 rotates, -1 undoes it (the gradient).
attune_status attune_rotary_apply(attune_tensor *x, const attune_tensor *cosine, const attune_tensor *sine,
                                  int32_t heads, int32_t size, int32_t direction);
// The documents of a flat batch. Document i has the rows offsets[i] up to offsets[i + 1] and sees before them, in order,
// the pieces p of seen_offsets[i] up to seen_offsets[i + 1]: seen_counts[p] rows from seen_starts[p] on, of documents
// before it.
typedef struct {
    int32_t count;
    const int32_t *offsets, *seen_offsets;  // count + 1 entries
    const int32_t *seen_starts, *seen_counts;
} attune_documents;
// Causal attention inside each document of a flat batch and over what it sees before it. qkv [N, (H + 2K) * S].
// out [N, H * S]; lse float32 [H, N] holds the logarithm of each row's sum of exponentials.
attune_status attune_attention_forward(const attune_tensor *qkv, const attune_documents *documents, int32_t heads,
                                       int32_t kv_heads, int32_t size, double scale, attune_tensor **out,
                                       attune_tensor **lse);
attune_status attune_attention_backward(const attune_tensor *dout, const attune_tensor *qkv, const attune_tensor *out,
                                        const attune_tensor *lse, const attune_documents *documents, int32_t heads,
                                        int32_t kv_heads, int32_t size, double scale, attune_tensor **dqkv);
// Attention of new rows over cached keys and values. q [B, n, H * S]; keys, values [B, capacity, K * S], of which the
// first `past + n` rows count; row i of q sees past + i + 1 rows. out [B, n, H * S].
attune_status attune_attention_cached(const attune_tensor *q, const attune_tensor *keys, const attune_tensor *values,
                                      int64_t past, int32_t heads, int32_t kv_heads, int32_t size, double scale,
                                      attune_tensor **out);
// Cross-entropy of each row of logits [R, V] against targets [R] (int64). losses float32 [R] receives, with s the
// smoothing, c the z weight and lse the logarithm of the sum of exponentials: (1 - s) nll + s mean(lse - z) + c lse^2.
// When `row_scale` (float32 [R]) is given, logits become the gradient of that times row_scale in place.
attune_status attune_cross_entropy_rows(attune_tensor *logits, const attune_tensor *targets,
                                        const attune_tensor *row_scale, double smoothing, double z_weight,
                                        attune_tensor *losses);

// ---- numbers by chance: random.cpp ----
// What a number is drawn for; with its index in the tensor it decides the number.
typedef struct {
    uint64_t seed;
    uint32_t step, micro_batch, stream;
} attune_draw;

// Adds to row r of x [R, C] numbers that are even in -amplitudes[r] ... amplitudes[r] (float32 [R]).
attune_status attune_tensor_add_noise(attune_tensor *x, const attune_tensor *amplitudes, const attune_draw *draw);
// Sets a share `rate` of the elements to 0 and divides the others by 1 - rate.
attune_status attune_tensor_dropout(const attune_tensor *x, double rate, const attune_draw *draw, attune_tensor **out);
// Sets x (bfloat16) to float32 numbers of the same shape, each rounded to one of its neighbours by how near they are.
attune_status attune_tensor_round(attune_tensor *x, const attune_tensor *exact, const attune_draw *draw);

typedef struct {
    double learning_rate, beta1, beta2, epsilon, weight_decay;
    double gradient_scale;  // the clip factor
    int64_t step;           // 1 for the first step of this tensor
    uint32_t seed;          // of what is rounded by chance
} attune_adamw_settings;

// What AdamW keeps for one tensor. Weight: float32; or bfloat16 with a remainder of int16 (together every bit of a
// float32), of uint8 (24 bits), or without one (rounded by chance). Moments: float32; or uint8 with one float32 scale
// for every 128 numbers; or both null, for zeros that become nothing.
typedef struct {
    attune_tensor *weight, *remainder, *first, *second, *first_scale, *second_scale;
} attune_adamw_memory;

// One pass over all of it; the gradient is float32 or bfloat16.
attune_status attune_adamw_step(const attune_adamw_memory *memory, const attune_tensor *gradient,
                                const attune_adamw_settings *settings);
typedef struct {
    double learning_rate, weight_decay;
    double gradient_scale;  // the clip factor
    double decay;           // how much of the second moment stays: 0 in the first step of this tensor
    uint32_t seed;          // of what is rounded by chance
} attune_adafactor_settings;

// What Adafactor keeps for one tensor; the weight as for AdamW. Of a matrix [R, C]: rows [R] and columns [C]. Of others:
// rows in the weight's shape, and no columns. Both are float32.
typedef struct {
    attune_tensor *weight, *remainder, *rows, *columns;
} attune_adafactor_memory;

attune_status attune_adafactor_step(const attune_adafactor_memory *memory, const attune_tensor *gradient,
                                    const attune_adafactor_settings *settings);
// The float32 weight that a bfloat16 weight and its remainder stand for, and the way back.
attune_status attune_weight_join(const attune_tensor *weight, const attune_tensor *remainder, attune_tensor **out);
attune_status attune_weight_split(const attune_tensor *exact, attune_tensor *weight, attune_tensor *remainder);
// The same for `count` numbers from element `begin` on, on the calling thread alone; several threads may set different
// parts of one weight, which lies in main memory.
attune_status attune_weight_split_part(const float *exact, int64_t begin, int64_t count, attune_tensor *weight,
                                       attune_tensor *remainder);

#ifdef __cplusplus
}
#endif
#endif
