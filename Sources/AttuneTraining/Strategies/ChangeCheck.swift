internal import AttuneModels
internal import AttuneNN
internal import AttuneTensor

/// Compares the tensors that have changed with those that a strategy has named.
///
/// It looks after the first step and at the end of phases, but not more often than every `leastSteps` steps: a look
/// reads every weight once.
final class ChangeCheck {
    /// The fewest steps between two looks, the first step aside.
    static let leastSteps = 20
    /// The smallest rate at which an AdamW step must show in float32 weights.
    static let visibleRate = 1e-6

    private struct Mark: Equatable {
        var value: UInt64
        var remainder: UInt64?
    }

    private let expectsMovement: Bool
    private var marks: [Mark]
    private var named: Set<String> = []
    private var stepsSinceLook = 0
    private var hasLooked = false

    /// Remembers the weights as they are; without `expectsMovement` a named tensor may stay as it is.
    init(_ model: DecoderModel, expectsMovement: Bool) throws {
        self.expectsMovement = expectsMovement
        marks = try model.store.parameters.map(Self.mark)
    }

    /// Hears of a finished step, whose gradients are still there; `rate` is its learning rate.
    ///
    /// - Throws: `StrategyError.changedAtRest` or `StrategyError.unmoved`.
    func stepDone(_ model: DecoderModel, factors: [String: Double], rate: Double, endsPhase: Bool, step: Int) throws {
        named.formUnion(factors.keys)
        stepsSinceLook += 1
        guard !hasLooked || endsPhase && stepsSinceLook >= Self.leastSteps else { return }
        let fresh = try model.store.parameters.map(Self.mark)
        var (strayed, unmoved): ([String], [String]) = ([], [])
        for (index, parameter) in model.store.parameters.enumerated() {
            if !named.contains(parameter.name) {
                if fresh[index].value != marks[index].value { strayed.append(parameter.name) }
            } else if fresh[index] == marks[index], try mustMove(parameter, factors, rate) {
                unmoved.append(parameter.name)
            }
        }
        guard strayed.isEmpty else { throw StrategyError.changedAtRest(names: strayed, step: step) }
        guard unmoved.isEmpty else { throw StrategyError.unmoved(names: unmoved, step: step) }
        (marks, named, stepsSinceLook, hasLooked) = (fresh, [], 0, true)
    }

    /// Whether the last step was large enough for this tensor that rounding cannot have hidden it.
    private func mustMove(_ parameter: Parameter, _ factors: [String: Double], _ rate: Double) throws -> Bool {
        guard expectsMovement, parameter.hasGradient, let gradient = parameter.gradient else { return false }
        guard parameter.value.dtype == .float32 || parameter.remainder != nil else { return false }
        return try rate * (factors[parameter.name] ?? 0) >= Self.visibleRate && gradient.squareSum() > 0
    }

    private static func mark(_ parameter: Parameter) throws -> Mark {
        Mark(value: try checksum(parameter.value), remainder: try parameter.remainder.map(checksum))
    }

    /// FNV-1a (Fowler, Noll, Vo) over words of eight bytes, and over the bytes that are left.
    private static func checksum(_ tensor: Tensor) throws -> UInt64 {
        try tensor.moved(to: .cpu).withMutableBytes { memory in
            let bytes = UnsafeRawBufferPointer(memory)
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325
            let whole = bytes.count / 8 * 8
            for offset in stride(from: 0, to: whole, by: 8) {
                hash = (hash ^ bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) &* 0x100_0000_01B3
            }
            for byte in bytes[whole...] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
            return hash
        }
    }
}
