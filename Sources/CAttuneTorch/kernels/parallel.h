// Splits rows over the threads that libtorch itself uses. at::parallel_for is serial in code that this compiler builds
// (its OpenMP pragmas need a flag that is not there), so the team of libgomp is called directly.
#pragma once
#include <ATen/Parallel.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <limits>

extern "C" {
void GOMP_parallel(void (*body)(void *), void *data, unsigned threads, unsigned flags);
int omp_get_thread_num(void);
int omp_get_num_threads(void);
}

namespace attune {

// Calls body(begin, end, part) once for each part of [0, rows); a part holds at least `grain` rows. The parts depend on
// the number of threads alone, so results that are added up in the order of parts are reproducible.
template <typename Body>
void parallel_rows(int64_t rows, int64_t grain, const Body &body) {
    const int64_t most = std::max<int64_t>(1, rows / std::max<int64_t>(1, grain));
    const int64_t parts = std::min<int64_t>(at::get_num_threads(), most);
    if (parts <= 1) {
        body(int64_t{0}, rows, int64_t{0});
        return;
    }
    struct Call {
        const Body *body;
        int64_t rows, parts;
    } call{&body, rows, parts};
    GOMP_parallel(
        [](void *data) {
            const Call &call = *static_cast<Call *>(data);
            for (int64_t part = omp_get_thread_num(); part < call.parts; part += omp_get_num_threads()) {
                (*call.body)(call.rows * part / call.parts, call.rows * (part + 1) / call.parts, part);
            }
        },
        &call, static_cast<unsigned>(parts), 0);
}

// Calls body(begin, end, thread) for shares of [0, units), each of `least` to `most` units, until all are done: a thread
// that has finished takes the next, large ones first, so that none waits long for one whose core is slow. Which thread has
// which share is chance: only for results that do not depend on it.
template <typename Body>
void parallel_shares(int64_t units, int64_t least, const Body &body, int64_t most = std::numeric_limits<int64_t>::max()) {
    const int64_t threads = std::min<int64_t>(at::get_num_threads(), std::max<int64_t>(1, units / least));
    if (threads <= 1) {
        if (units > 0) body(int64_t{0}, units, int64_t{0});
        return;
    }
    struct Call {
        const Body &body;
        const int64_t units, least, most, threads;
        std::atomic<int64_t> next;
    } call{body, units, least, most, threads, 0};
    GOMP_parallel(
        [](void *data) {
            Call &call = *static_cast<Call *>(data);
            int64_t begin = call.next;
            while (begin < call.units) {
                const int64_t share = std::clamp((call.units - begin) / (2 * call.threads), call.least, call.most);
                const int64_t end = std::min(call.units, begin + share);
                if (!call.next.compare_exchange_weak(begin, end)) continue;
                call.body(begin, end, static_cast<int64_t>(omp_get_thread_num()));
                begin = call.next;
            }
        },
        &call, static_cast<unsigned>(threads), 0);
}

inline int64_t part_count(int64_t rows, int64_t grain) {
    const int64_t most = std::max<int64_t>(1, rows / std::max<int64_t>(1, grain));
    return std::min<int64_t>(at::get_num_threads(), most);
}

}  // namespace attune
