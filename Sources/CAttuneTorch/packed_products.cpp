// Products by the packed loops of kernels/product.h: how they are cut into parts for threads. What is packed
// lies in the pool for the length of a call, and never takes up more than a few MiB.
#include <ATen/ops/empty.h>

#include <algorithm>

#include "kernels/kernels.h"
#include "kernels/product.h"
#include "products.h"

namespace {

using attune::Factor, attune::pieces, attune::ProductKernels, attune::ProductTarget;

constexpr int64_t panel_columns = ProductKernels::panel_columns, tile_rows = ProductKernels::tile_rows;
constexpr int64_t block_bytes = 4 << 20, least_tiles = 4, longest_inner = 4096;

// A matrix or a batch of them, one of whose last two strides is 1.
struct Operand {
    at::Tensor kept;
    int64_t step, row, column;

    explicit Operand(const at::Tensor &t) : kept(t) {
        if (t.size(-1) != 1 && t.stride(-1) != 1 && t.size(-2) != 1 && t.stride(-2) != 1) kept = t.contiguous();
        step = kept.dim() == 3 ? kept.stride(0) : 0;
        column = kept.size(-1) == 1 ? 1 : kept.stride(-1);
        row = column != 1 ? 1 : kept.stride(-2);
    }
    // The matrix from a row and a column on.
    Factor block(int64_t index, int64_t first_row, int64_t first_column) const {
        const int64_t at = index * step + first_row * row + first_column * column;
        return {static_cast<const char *>(kept.const_data_ptr()) + at * kept.element_size(), row, column};
    }
};

struct Product {
    Operand first, second;
    at::Tensor out;
    int64_t batch, rows, inner, columns;
    bool adds;

    Product(const at::Tensor &target, const at::Tensor &a, const at::Tensor &b, bool accumulate)
        : first(a), second(b), out(target), batch(a.dim() == 3 ? a.size(0) : 1), rows(a.size(-2)), inner(a.size(-1)),
          columns(b.size(-1)), adds(accumulate) {}

    ProductTarget target(int64_t matrix, int64_t row, int64_t column) const {
        const bool is_float = out.scalar_type() == at::kFloat;
        const int64_t stride = out.stride(-2);
        const int64_t at = (out.dim() == 3 ? matrix * out.stride(0) : 0) + row * stride + column;
        return {static_cast<char *>(out.data_ptr()) + at * (is_float ? 4 : 2), stride, is_float, adds};
    }
};

at::Tensor words(int64_t count) { return at::empty({count}, at::TensorOptions().dtype(at::kInt)); }
uint32_t *words_of(const at::Tensor &t) { return reinterpret_cast<uint32_t *>(t.data_ptr<int32_t>()); }

// Few rows: each thread packs a panel, multiplies it and packs the next in its place.
void multiply_by_panels(const Product &p, const ProductKernels &kernels) {
    const int64_t panels = pieces(p.columns, panel_columns), units = p.batch * panels;
    const int64_t panel_words = kernels.panel_words(p.inner);
    const int64_t part_words = panel_words + ProductKernels::near_tiles * kernels.tile_words(p.inner);
    const at::Tensor room = words(attune::part_count(units, 1) * part_words);
    attune::parallel_shares(units, 1, [&](int64_t begin, int64_t end, int64_t thread) {
        uint32_t *panel = words_of(room) + thread * part_words;
        for (int64_t unit = begin; unit < end; ++unit) {
            const int64_t matrix = unit / panels, column = unit % panels * panel_columns;
            const int64_t count = std::min(panel_columns, p.columns - column);
            kernels.pack(p.second.block(matrix, 0, column), p.inner, count, panel);
            kernels.multiply(p.first.block(matrix, 0, 0), p.rows, p.inner, count, panel, panel + panel_words,
                             p.target(matrix, 0, column));
        }
    });
}

// Many rows: all threads pack a block of columns, then each multiplies its rows by the whole block.
void multiply_by_rows(const Product &p, const ProductKernels &kernels) {
    const int64_t panel_words = kernels.panel_words(p.inner), panels = pieces(p.columns, panel_columns);
    const int64_t blocks = std::min(panels, pieces(p.batch * panels * panel_words * 4, block_bytes));
    const int64_t block_panels = pieces(panels, blocks), block_columns = block_panels * panel_columns;
    const int64_t tiles = pieces(p.rows, tile_rows), units = p.batch * tiles;
    const int64_t tile_words = ProductKernels::near_tiles * kernels.tile_words(p.inner);
    const at::Tensor block = words(p.batch * block_panels * panel_words);
    const at::Tensor room = words(attune::part_count(units, 1) * tile_words);
    auto packed = [&](int64_t matrix, int64_t panel) {
        return words_of(block) + (matrix * block_panels + panel) * panel_words;
    };
    for (int64_t first = 0; first < p.columns; first += block_columns) {
        const int64_t count = std::min(block_columns, p.columns - first), here = pieces(count, panel_columns);
        attune::parallel_shares(p.batch * here, 1, [&](int64_t begin, int64_t end, int64_t) {
            for (int64_t unit = begin; unit < end; ++unit) {
                const int64_t matrix = unit / here, panel = unit % here, column = panel * panel_columns;
                kernels.pack(p.second.block(matrix, 0, first + column), p.inner,
                             std::min(panel_columns, count - column), packed(matrix, panel));
            }
        });
        attune::parallel_shares(units, least_tiles, [&](int64_t begin, int64_t end, int64_t thread) {
            while (begin < end) {
                const int64_t matrix = begin / tiles, from = begin % tiles, until = std::min(tiles, from + end - begin);
                const int64_t row = from * tile_rows, rows = std::min(p.rows, until * tile_rows) - row;
                kernels.multiply(p.first.block(matrix, row, 0), rows, p.inner, count, packed(matrix, 0),
                                 words_of(room) + thread * tile_words, p.target(matrix, row, first));
                begin += until - from;
            }
        });
    }
}

void multiply(const Product &p) {
    const ProductKernels &kernels =
        p.first.kept.scalar_type() == at::kFloat ? attune::float32_products : attune::bfloat16_products;
    const bool has_few_rows = p.rows <= ProductKernels::near_tiles * tile_rows;
    (has_few_rows ? multiply_by_panels : multiply_by_rows)(p, kernels);
}

// A panel of a long inner dimension, such as a vocabulary, is near no thread: it is cut, and the parts are added up in
// float32 and rounded once.
void multiply_in_parts(at::Tensor out, const at::Tensor &a, const at::Tensor &b, bool accumulate) {
    at::Tensor sum = at::empty(out.sizes(), out.options().dtype(at::kFloat));
    for (int64_t begin = 0; begin < a.size(-1); begin += longest_inner) {
        const int64_t count = std::min(longest_inner, a.size(-1) - begin);
        multiply(Product(sum, a.narrow(-1, begin, count), b.narrow(-2, begin, count), begin > 0));
    }
    accumulate ? out.add_(sum) : out.copy_(sum);
}

}  // namespace

namespace attune {

bool packs(const at::Tensor &t) {
    return t.device().is_cpu() && has_fused_type(t) && !is_recorded(t) && has_own_products();
}

void packed_product_into(at::Tensor out, const at::Tensor &a, const at::Tensor &b, bool accumulate) {
    TORCH_CHECK(a.size(-1) == b.size(-2), "product: ", a.sizes(), " times ", b.sizes());
    if (out.numel() == 0) return;
    if (a.size(-1) == 0) {
        if (!accumulate) out.zero_();
        return;
    }
    if (a.size(-1) > 2 * longest_inner) return multiply_in_parts(out, a, b, accumulate);
    multiply(Product(out, a, b, accumulate));
}

at::Tensor packed_product(const at::Tensor &a, const at::Tensor &b) {
    at::Tensor out = a.dim() == 3 ? at::empty({a.size(0), a.size(1), b.size(2)}, a.options())
                                  : at::empty({a.size(0), b.size(1)}, a.options());
    packed_product_into(out, a, b, false);
    return out;
}

at::Tensor packed_linear(const at::Tensor &x, const at::Tensor &w, const std::optional<at::Tensor> &bias) {
    std::vector<int64_t> shape = x.sizes().vec();
    shape.back() = w.size(0);
    at::Tensor out = at::empty(shape, x.options());
    if (bias) out.copy_(bias->expand(shape));  // added before the one rounding
    packed_product_into(out.view({-1, w.size(0)}), x.reshape({-1, w.size(1)}), w.t(), bias.has_value());
    return out;
}

}  // namespace attune
