// Where the time of this thread's calls goes, while somebody asks: seconds by part, and the shapes of all products.
// Nobody asking costs one look at a pointer a call.
#pragma once
#include <ATen/core/Tensor.h>

#include <chrono>

#include "attune_torch.h"

namespace attune {

struct Profile;
extern constinit thread_local Profile *current_profile;

void add_seconds(int32_t part, double seconds);
// Takes down the product a b: [M, K] [K, N], or [B, M, K] [B, K, N].
void record_product(const at::Tensor &a, const at::Tensor &b);
// The same by its sizes, as often as it says.
void record_product(const attune_product &shape);

inline void note_product(const at::Tensor &a, const at::Tensor &b) {
    if (current_profile) record_product(a, b);
}

// Counts the time between its making and its end for a part.
class PartTimer {
   public:
    explicit PartTimer(attune_part part) : part_(part) {
        if (current_profile) start_ = std::chrono::steady_clock::now();
    }
    ~PartTimer() {
        if (!current_profile) return;
        add_seconds(part_, std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count());
    }
    PartTimer(const PartTimer &) = delete;
    PartTimer &operator=(const PartTimer &) = delete;

   private:
    const attune_part part_;
    std::chrono::steady_clock::time_point start_;
};

}  // namespace attune
