// Memory of CPU tensors. Large blocks come from one reserved stretch of addresses and go back to it, never to the
// kernel: a training step asks for the same sizes again and again, and a fresh page costs more than the work on it. What a
// step has let go of serves what it needs later; when that is too little the stretch grows. Whether its pages are huge is
// left to the system's own setting. Blocks are cut best fit and grow together again with free neighbours. Small blocks, and
// everything that is not a tensor, are malloc's.
#include "attune_torch.h"

#include <c10/core/CPUAllocator.h>
#include <malloc.h>
#include <limits.h>
#include <sys/mman.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <mutex>
#include <set>
#include <unordered_map>
#include <utility>

namespace {

constexpr size_t smallest = size_t{64} << 10;  // below this malloc serves
constexpr size_t page = 4096;
constexpr size_t growth = size_t{16} << 20;
// Blocks of whole pages would all begin at the same place in a page, and loops over several of them would collide in
// the cache; this much apart they do not.
constexpr size_t stagger = 192;

size_t rounded(size_t bytes, size_t unit) { return (bytes + unit - 1) / unit * unit; }

class Pool {
   public:
    Pool() {
        for (size_t size = size_t{1} << 40; size >= size_t{1} << 30; size /= 2) {
            void *start = mmap(nullptr, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
            if (start == MAP_FAILED) continue;
            top_ = limit_ = static_cast<char *>(start);
            limit_ += size;
            return;
        }
    }

    // Null when the stretch is used up or the kernel refuses more memory.
    void *take(size_t bytes) {
        const size_t size = rounded(bytes, page) + stagger;
        const std::lock_guard<std::mutex> guard(mutex_);
        auto fit = by_size_.lower_bound({size, nullptr});
        if (fit == by_size_.end()) {
            if (!grow(size)) return nullptr;
            fit = by_size_.lower_bound({size, nullptr});
        }
        const auto [length, block] = *fit;
        forget(block, length);
        if (length > size) remember(block + size, length - size);
        used_[block] = size;
        return block;
    }

    // False when the block is not one of the pool's.
    bool give_back(void *pointer) {
        char *block = static_cast<char *>(pointer);
        const std::lock_guard<std::mutex> guard(mutex_);
        const auto found = used_.find(block);
        if (found == used_.end()) return false;
        const size_t size = found->second;
        used_.erase(found);
        join(block, size);
        return true;
    }

    // Hands the pages of free blocks to the kernel; the blocks stay.
    void trim() {
        const std::lock_guard<std::mutex> guard(mutex_);
        for (const auto &[block, length] : by_place_) {
            char *first = reinterpret_cast<char *>(rounded(reinterpret_cast<size_t>(block), page));
            char *last = block + length - reinterpret_cast<size_t>(block + length) % page;
            if (first < last) madvise(first, static_cast<size_t>(last - first), MADV_DONTNEED);
        }
    }

   private:
    // Adds usable memory at the end, as much as `size` needs beyond a free block that already lies there.
    bool grow(size_t size) {
        size_t there = 0;
        if (!by_place_.empty()) {
            const auto &[block, length] = *std::prev(by_place_.end());
            if (block + length == top_) there = length;
        }
        const size_t more = rounded(size - there, growth);
        if (more > static_cast<size_t>(limit_ - top_)) return false;
        if (mprotect(top_, more, PROT_READ | PROT_WRITE) != 0) return false;
        join(std::exchange(top_, top_ + more), more);
        return true;
    }

    void join(char *block, size_t size) {
        auto after = by_place_.find(block + size);
        if (after != by_place_.end()) {
            size += after->second;
            forget(after->first, after->second);
        }
        auto before = by_place_.lower_bound(block);
        if (before != by_place_.begin()) {
            const auto [place, length] = *std::prev(before);
            if (place + length == block) {
                forget(place, length);
                block = place;
                size += length;
            }
        }
        remember(block, size);
    }

    void remember(char *block, size_t size) {
        by_place_.emplace(block, size);
        by_size_.emplace(size, block);
    }

    void forget(char *block, size_t size) {
        by_place_.erase(block);
        by_size_.erase({size, block});
    }

    std::mutex mutex_;
    char *top_ = nullptr, *limit_ = nullptr;
    std::map<char *, size_t> by_place_;
    std::set<std::pair<size_t, char *>> by_size_;
    std::unordered_map<char *, size_t> used_;
};

// Never destroyed: tensors may outlive every other object of the process.
Pool &pool() {
    static Pool *const shared = new Pool;
    return *shared;
}

void release(void *pointer) {
    if (pointer && !pool().give_back(pointer)) c10::GetDefaultCPUAllocator()->raw_deallocate(pointer);
}

struct PoolAllocator final : c10::Allocator {
    c10::DataPtr allocate(size_t bytes) override {
        void *block = bytes >= smallest ? pool().take(bytes) : nullptr;
        if (!block) block = c10::GetDefaultCPUAllocator()->raw_allocate(bytes);
        return {block, block, &release, c10::Device(c10::DeviceType::CPU)};
    }
    c10::DeleterFnPtr raw_deleter() const override { return &release; }
    void copy_data(void *to, const void *from, size_t bytes) const override { default_copy_data(to, from, bytes); }
};

}  // namespace

void attune_allocator_configure(void) {
    static const bool once = [] {
        mallopt(M_MMAP_THRESHOLD, 1 << 30);
        mallopt(M_TRIM_THRESHOLD, INT_MAX);
        c10::SetCPUAllocator(new PoolAllocator, 1);
        return true;
    }();
    static_cast<void>(once);
}

void attune_allocator_trim(void) {
    pool().trim();
    malloc_trim(0);
}
