internal import CAttuneTorch

/// What numbers by chance are drawn for: with an element's index it decides the number, whatever was drawn before.
public struct Draw: Sendable, Equatable {
    /// The run's seed.
    public var seed: UInt64
    /// The optimizer step.
    public var step: Int
    /// The micro-batch of the step.
    public var microBatch: Int
    /// Who draws: every use of chance inside a micro-batch has a number of its own.
    public var stream: UInt32

    /// Names a draw.
    public init(seed: UInt64, step: Int, microBatch: Int, stream: UInt32 = 0) {
        self.seed = seed
        self.step = step
        self.microBatch = microBatch
        self.stream = stream
    }

    /// The same place for another user of chance.
    public func stream(_ stream: UInt32) -> Draw {
        Draw(seed: seed, step: step, microBatch: microBatch, stream: stream)
    }

    /// A number for a name: FNV-1a (Fowler, Noll, Vo) over its bytes.
    public static func number(of name: String) -> UInt32 {
        name.utf8.reduce(2_166_136_261) { ($0 ^ UInt32($1)) &* 16_777_619 }
    }

    fileprivate var native: attune_draw {
        attune_draw(
            seed: seed, step: UInt32(truncatingIfNeeded: step), micro_batch: UInt32(truncatingIfNeeded: microBatch),
            stream: stream)
    }
}

extension Tensor {
    /// Adds to row r of [R, C] numbers that lie evenly between -amplitudes[r] and amplitudes[r].
    public func addNoise(_ amplitudes: [Float], _ draw: Draw) throws {
        var native = draw.native
        let amplitudes = try Tensor(amplitudes, on: device)
        try withExtendedLifetime(amplitudes) {
            try check(attune_tensor_add_noise(handle, amplitudes.handle, &native), "noise")
        }
    }

    /// A copy in which a share `rate` of the elements is 0 and the others are divided by 1 - rate; its own gradient too.
    public func dropout(_ rate: Double, _ draw: Draw) throws -> Tensor {
        var native = draw.native
        return try Tensor.produced("dropout") { attune_tensor_dropout(handle, rate, &native, $0) }
    }

    /// Sets this bfloat16 tensor to float32 numbers, each rounded up or down by chance so that it is right on average.
    public func round(_ exact: Tensor, _ draw: Draw) throws {
        var native = draw.native
        try withExtendedLifetime(exact) {
            try check(attune_tensor_round(handle, exact.handle, &native), "rounding by chance")
        }
    }
}
