internal import CAttuneTorch

/// A bfloat16 tensor in main memory and what its rounding cuts off, to be set part by part from any thread.
///
/// It sets what `Tensor.split(_:remainder:)` does, without float32 memory of the tensor's size.
public struct SplitTarget: Sendable {
    // Addresses of handles that live as long as `withSplitTarget` runs. Threads only read the handles, and write to
    // different parts of the memory behind them.
    private let value: UInt
    private let remainder: UInt

    fileprivate init(_ value: Tensor, _ remainder: Tensor) {
        self.value = UInt(bitPattern: value.handle)
        self.remainder = UInt(bitPattern: remainder.handle)
    }

    /// Sets the elements from `first` on; no two threads may set the same ones.
    ///
    /// - Throws: `EngineError.refused` for elements that the tensor does not have.
    public func write(_ exact: UnsafeBufferPointer<Float>, at first: Int) throws {
        let status = attune_weight_split_part(
            exact.baseAddress, Int64(first), Int64(exact.count), OpaquePointer(bitPattern: value),
            OpaquePointer(bitPattern: remainder))
        try check(status, "splitting a part of a weight")
    }
}

extension Tensor {
    /// Gives `body` what sets this bfloat16 tensor and its `remainder` part by part; both are contiguous, in main memory.
    ///
    /// The target is of use inside `body` alone.
    public func withSplitTarget<Result>(
        remainder: Tensor, _ body: (SplitTarget) throws -> Result
    ) throws -> Result {
        try withExtendedLifetime((self, remainder)) { try body(SplitTarget(self, remainder)) }
    }
}
