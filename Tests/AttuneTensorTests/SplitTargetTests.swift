import AttuneTensor
import Testing

/// A weight that is set part by part; splitting it at once is the oracle.
struct SplitTargetTests {
    /// Parts that begin and end beside the sixteen numbers that are split at a time.
    private static let ends = [0, 1, 16, 17, 40, 72, 73, 1000]
    private static let numbers = (0..<1000).map { Float(bitPattern: UInt32($0) &* 0x9E37_79B9 & 0xBFFF_FFFF) }

    @Test(arguments: [DType.int16, .uint8])
    func partsInAnyOrderSetWhatSplittingAtOnceDoes(type: DType) throws {
        let exact = try Tensor(Self.numbers, [10, 100])
        for form in [.compositions] + Engine.availableKernels {
            try Engine.withKernels(form) {
                let whole = (high: try Tensor.empty([10, 100], .bfloat16), low: try Tensor.empty([10, 100], type))
                try whole.high.split(exact, remainder: whole.low)
                let parts = (high: try Tensor.zeros([10, 100], .bfloat16), low: try Tensor.zeros([10, 100], type))
                try parts.high.withSplitTarget(remainder: parts.low) { target in
                    for (begin, end) in zip(Self.ends, Self.ends.dropFirst()).reversed() {
                        try Self.numbers[begin..<end].withUnsafeBufferPointer { try target.write($0, at: begin) }
                    }
                }
                #expect(try parts.high.floats() == whole.high.floats())
                #expect(try parts.low.integers() == whole.low.integers())
            }
        }
    }

    @Test(arguments: [-1, 1, 1000]) func elementsThatItDoesNotHaveAreRefused(first: Int) throws {
        let (high, low) = (try Tensor.zeros([1000], .bfloat16), try Tensor.zeros([1000], .int16))
        try high.withSplitTarget(remainder: low) { target in
            _ = #expect(throws: EngineError.self) {
                try Self.numbers.withUnsafeBufferPointer { try target.write($0, at: first) }
            }
        }
        #expect(try high.floats().allSatisfy { $0 == 0 })
    }
}
