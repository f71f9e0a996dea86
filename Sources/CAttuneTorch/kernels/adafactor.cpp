// Adafactor: the second moment of a matrix from its rows and columns, no first one; other tensors keep theirs whole.
// Formulas: Shazeer and Stern 2018, algorithms 4 and 5, with the learning rate as it is given.
#include <ATen/TensorOperators.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "stored_weight.h"

namespace {

constexpr double least_square = 1e-30;  // epsilon1 of the paper
constexpr double largest_size = 1;      // d of the paper: the root mean square that an update may have

// Infinite squares would make an update of zeros, or of no numbers, out of a finite gradient.
void check_finite(double moment, double size) {
    TORCH_CHECK(std::isfinite(moment) && std::isfinite(size), "Adafactor: the gradient is too large to be squared");
}

// ---- the composition ----
at::Tensor direction(const attune_adafactor_memory &at, const at::Tensor &gradient, double decay) {
    at::Tensor &rows = at.rows->value;
    if (!at.columns) return gradient * rows.lerp_(gradient.square() + least_square, 1 - decay).rsqrt();
    at::Tensor &columns = at.columns->value, square = gradient.square();
    rows.lerp_(square.mean(1) + least_square, 1 - decay);
    columns.lerp_(square.mean(0) + least_square, 1 - decay);
    return gradient * (rows / rows.mean()).rsqrt().unsqueeze(1) * columns.rsqrt();
}

void composition(attune::StoredWeight weight, const attune_adafactor_memory &at, const at::Tensor &gradient,
                 const attune_adafactor_settings &s) {
    at::Tensor update = direction(at, gradient.to(at::kFloat) * s.gradient_scale, s.decay);
    at::Tensor size = update.square().mean().sqrt();
    check_finite(at.rows->value.mean().item<double>(), size.item<double>());
    update = update / (size / largest_size).clamp_min(1);
    at::Tensor exact = weight.exact();
    exact.mul_(1 - s.learning_rate * s.weight_decay).add_(update, -s.learning_rate);
    weight.store(exact, s.seed);
}

// ---- the fused form: three passes over the gradient, the last with the weight ----
// Sets `moment` to its decayed mean with `fresh` and returns its numbers.
const float *renewed(at::Tensor &moment, const std::vector<float> &fresh, double decay) {
    float *values = moment.data_ptr<float>();
    for (size_t i = 0; i < fresh.size(); ++i) {
        const double square = static_cast<double>(fresh[i]) + least_square;
        values[i] = static_cast<float>(decay * static_cast<double>(values[i]) + (1 - decay) * square);
    }
    return values;
}

// One over the root of each number's share of `unit`.
std::vector<float> factors(const float *moment, size_t count, double unit) {
    std::vector<float> out(count);
    for (size_t i = 0; i < count; ++i) {
        out[i] = static_cast<float>(1 / std::sqrt(static_cast<double>(moment[i]) / unit));
    }
    return out;
}

class FusedStep {
   public:
    FusedStep(const attune::KernelTable &kernels, const at::Tensor &gradient)
        : kernels(kernels), gradient(gradient), rows(gradient.size(0)), width(gradient.size(1)),
          grain(std::max<int64_t>(1, (1 << 14) / width)), parts(attune::part_count(rows, grain)) {}

    void run(const attune::StoredWeight &weight, const attune_adafactor_memory &at,
             const attune_adafactor_settings &s) const {
        const auto scale = static_cast<float>(s.gradient_scale);
        std::vector<float> row_means(count(rows)), column_means(count(width));
        measure(scale, row_means, column_means);
        const float *row = renewed(at.rows->value, row_means, s.decay);
        const float *column = renewed(at.columns->value, column_means, s.decay);
        const double mean = std::accumulate(row, row + rows, 0.0) / static_cast<double>(rows);
        const std::vector<float> of_rows = factors(row, count(rows), mean), of_columns = factors(column, count(width), 1);
        const attune::FactoredUpdate update{scale, of_rows.data(), of_columns.data()};
        const double size = std::sqrt(square_sum(update) / static_cast<double>(gradient.numel()));
        check_finite(mean, size);
        const attune::FactoredLoop loop{static_cast<float>(1 - s.learning_rate * s.weight_decay),
                                        static_cast<float>(s.learning_rate / std::max(1.0, size / largest_size)), s.seed};
        const attune::WeightMemory place = weight.memory();
        attune::parallel_shares(rows, grain, [&](int64_t begin, int64_t end, int64_t) {
            kernels.factored_step(element(), place, gradient.data_ptr(), update, loop, begin, end, width);
        });
    }

   private:
    const attune::KernelTable &kernels;
    const at::Tensor &gradient;
    const int64_t rows, width, grain, parts;

    static size_t count(int64_t n) { return static_cast<size_t>(n); }
    attune::Element element() const { return attune::element_of(gradient); }

    // The mean square of every row and every column; parts are added in their order.
    void measure(float scale, std::vector<float> &row_means, std::vector<float> &column_means) const {
        std::vector<float> sums(count(parts * width));
        attune::parallel_rows(rows, grain, [&](int64_t begin, int64_t end, int64_t part) {
            kernels.factored_squares(element(), gradient.data_ptr(), scale, row_means.data(),
                                     sums.data() + part * width, begin, end, width);
        });
        for (size_t i = 0; i < sums.size(); ++i) column_means[i % count(width)] += sums[i] / static_cast<float>(rows);
    }

    double square_sum(const attune::FactoredUpdate &update) const {
        std::vector<double> sums(count(parts));
        attune::parallel_rows(rows, grain, [&](int64_t begin, int64_t end, int64_t part) {
            sums[count(part)] = kernels.factored_size(element(), gradient.data_ptr(), update, begin, end, width);
        });
        return std::accumulate(sums.begin(), sums.end(), 0.0);
    }
};

void check(const attune::StoredWeight &weight, const attune_adafactor_memory &at, const at::Tensor &gradient) {
    TORCH_CHECK(weight.fits(gradient), "Adafactor: gradient or remainder do not fit the weight");
    const bool is_matrix = gradient.dim() == 2;
    TORCH_CHECK(is_matrix == (at.columns != nullptr), "Adafactor: a matrix has rows and columns, others have neither");
    const at::IntArrayRef sizes = gradient.sizes();
    TORCH_CHECK(at.rows->value.sizes() == (is_matrix ? sizes.slice(0, 1) : sizes) &&
                    (!is_matrix || at.columns->value.sizes() == sizes.slice(1)),
                "Adafactor: the state does not fit the weight");
    for (const attune_tensor *t : {at.rows, at.columns}) {
        TORCH_CHECK(!t || (t->value.scalar_type() == at::kFloat && t->value.is_contiguous()),
                    "Adafactor: state of the wrong type");
    }
}

}  // namespace

attune_status attune_adafactor_step(const attune_adafactor_memory *memory, const attune_tensor *gradient,
                                    const attune_adafactor_settings *settings) {
    return attune::guarded([&] {
        attune::PartTimer timer(ATTUNE_PART_OPTIMIZER);
        const at::Tensor &g = gradient->value;
        attune::StoredWeight weight(memory->weight, memory->remainder);
        check(weight, *memory, g);
        const auto *kernels = weight.kernels_for(g);
        if (kernels && memory->columns && g.numel() > 0) {
            FusedStep(*kernels, g).run(weight, *memory, *settings);
        } else {
            composition(weight, *memory, g, *settings);
        }
    });
}
