// What a profile has seen.
#include "profile.h"

#include <algorithm>
#include <array>
#include <vector>

#include "support.h"

namespace attune {

struct Profile {
    std::array<double, ATTUNE_PART_COUNT> seconds{};
    std::vector<attune_product> products;
};

namespace {
Profile &seen() {
    thread_local Profile profile;
    return profile;
}

bool is_transposed(const at::Tensor &t) { return t.stride(-1) != 1 && t.stride(-2) == 1; }

bool same_shape(const attune_product &a, const attune_product &b) {
    return a.batch == b.batch && a.rows == b.rows && a.inner == b.inner && a.columns == b.columns &&
           a.dtype == b.dtype && a.first_transposed == b.first_transposed &&
           a.second_transposed == b.second_transposed;
}
}  // namespace

constinit thread_local Profile *current_profile = nullptr;

void add_seconds(int32_t part, double seconds) { seen().seconds[static_cast<size_t>(part)] += seconds; }

void record_product(const attune_product &shape) {
    auto &products = seen().products;
    auto known = std::find_if(products.begin(), products.end(), [&](const auto &p) { return same_shape(p, shape); });
    if (known == products.end()) {
        products.push_back(shape);
    } else {
        known->times += shape.times;
    }
}

void record_product(const at::Tensor &a, const at::Tensor &b) {
    record_product({a.dim() == 3 ? a.size(0) : 0, a.size(-2), a.size(-1), b.size(-1), dtype_code(a.scalar_type()),
                    is_transposed(a), is_transposed(b), 1});
}

}  // namespace attune

void attune_profile_begin(void) {
    attune::seen() = attune::Profile();
    attune::current_profile = &attune::seen();
}

void attune_profile_end(void) { attune::current_profile = nullptr; }

double attune_profile_seconds(int32_t part) {
    return part >= 0 && part < ATTUNE_PART_COUNT ? attune::seen().seconds[static_cast<size_t>(part)] : 0;
}

int64_t attune_profile_product_count(void) { return static_cast<int64_t>(attune::seen().products.size()); }

attune_status attune_profile_product(int64_t index, attune_product *out) {
    return attune::guarded([&] { *out = attune::seen().products.at(static_cast<size_t>(index)); });
}
