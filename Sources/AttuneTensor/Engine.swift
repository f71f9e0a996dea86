internal import CAttuneTorch

/// Facts and settings of the engine that hold for the whole process.
public enum Engine {
    /// The version of libtorch.
    public static var version: String { String(cString: attune_engine_version()) }

    /// The instruction set that libtorch found, such as `AVX512`.
    public static var processorCapability: String { String(cString: attune_engine_cpu_capability()) }

    /// The form of the fused operations in use: `AVX-512 BF16`, `AVX-512`, `AVX2`, `portable` or `compositions`.
    public static var kernels: String { String(cString: attune_kernels_name()) }

    /// Whether the processor multiplies bfloat16 numbers itself; without it they are emulated and slow.
    public static var hasNativeBFloat16: Bool { attune_engine_has_bfloat16() }

    /// The CUDA devices that the engine sees; empty with the CPU build of libtorch.
    public static var cudaDeviceCount: Int { Int(attune_engine_cuda_device_count()) }

    /// The threads that products and kernels run on.
    public static var threadCount: Int { Int(attune_threads_get()) }

    /// Sets the threads that products and kernels run on.
    ///
    /// Results depend on it in the last bits.
    ///
    /// - Throws: `EngineError.refused` for a count below 1.
    public static func setThreadCount(_ count: Int) throws {
        try check(attune_threads_set(Int32(clamping: count)), "setting the threads")
    }

    /// Keeps freed tensors' memory in the process, so that a step does not fault its pages in again.
    ///
    /// Called once, before the first tensor. By default the C library hands every block above 32 MiB back to the kernel;
    /// faulting them in anew costs up to a third of a training step.
    public static func keepFreedMemory() { attune_allocator_configure() }

    /// Hands the memory of freed tensors back to the system.
    public static func releaseFreedMemory() { attune_allocator_trim() }

    /// Which form of the fused operations runs.
    public enum KernelForm: Int32, Sendable, CaseIterable {
        /// The best that the processor has.
        case automatic = -1
        /// Plain compositions of ATen operators: the fallback for other devices, and the reference of tests.
        case compositions = 0
        /// The fused loops without any special instruction.
        case portable = 1
        /// The fused loops with AVX2 and FMA.
        case avx2 = 2
        /// The fused loops with AVX-512.
        case avx512 = 3
        /// The same, and products by loops that serve all shapes instead of the library's.
        case avx512BFloat16 = 4
    }

    /// Runs the work with one form of the fused operations, on this thread alone, for tests and measurements.
    ///
    /// - Throws: `EngineError.refused` when the processor lacks the instructions, and whatever the work throws.
    public static func withKernels<Result>(_ form: KernelForm, _ work: () throws -> Result) throws -> Result {
        let former = attune_kernels_selected()
        try check(attune_kernels_select(form.rawValue), "selecting kernels")
        defer { _ = attune_kernels_select(former) }
        return try work()
    }

    /// The forms of fused loops that this processor can run.
    public static var availableKernels: [KernelForm] {
        [.portable, .avx2, .avx512, .avx512BFloat16].filter { form in (try? withKernels(form) {}) != nil }
    }
}
