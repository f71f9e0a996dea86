// Process-wide settings and error reporting.
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <ATen/cpu/Utils.h>
#include <c10/util/Exception.h>
#include <torch/version.h>

#include <exception>
#include <new>
#include <string>

#include "support.h"

namespace {
thread_local std::string last_message;

bool speaks_of_memory(const std::string &text) {
    return text.find("not enough memory") != std::string::npos || text.find("out of memory") != std::string::npos ||
           text.find("can't allocate memory") != std::string::npos;
}
}  // namespace

namespace attune {
attune_status record_exception() noexcept {
    try {
        throw;
    } catch (const c10::OutOfMemoryError &error) {
        last_message = error.what_without_backtrace();
        return ATTUNE_OUT_OF_MEMORY;
    } catch (const c10::Error &error) {
        last_message = error.what_without_backtrace();
        return speaks_of_memory(last_message) ? ATTUNE_OUT_OF_MEMORY : ATTUNE_ERROR;
    } catch (const std::bad_alloc &error) {
        last_message = "the process could not get more memory";
        return ATTUNE_OUT_OF_MEMORY;
    } catch (const std::exception &error) {
        last_message = error.what();
        return ATTUNE_ERROR;
    } catch (...) {
        last_message = "an unknown failure inside the engine";
        return ATTUNE_ERROR;
    }
}
}  // namespace attune

const char *attune_error_message(void) { return last_message.c_str(); }

const char *attune_engine_version(void) { return TORCH_VERSION; }

const char *attune_engine_cpu_capability(void) {
    static const std::string name = at::get_cpu_capability();
    return name.c_str();
}

bool attune_engine_has_bfloat16(void) { return __builtin_cpu_supports("avx512bf16"); }

int32_t attune_engine_cuda_device_count(void) {
    return at::hasCUDA() ? static_cast<int32_t>(at::detail::getCUDAHooks().deviceCount()) : 0;
}

int32_t attune_threads_get(void) { return at::get_num_threads(); }

attune_status attune_threads_set(int32_t count) {
    return attune::guarded([&] {
        TORCH_CHECK(count >= 1, "the number of threads must be at least 1, not ", count);
        at::set_num_threads(count);
    });
}
