internal import AttuneModels
internal import AttuneNN
internal import AttuneTensor

/// Compares the tensors that have changed with those that a strategy has named.
///
/// It looks after the first step, after the first whose rate must show, and at the end of phases, but there not more
/// often than every `leastSteps` steps: a look reads every weight once.
final class ChangeCheck {
    /// The fewest steps from a look to that at the end of a phase.
    static let leastSteps = 20
    /// The smallest rate at which a step of AdamW or Adafactor must show in the weights of usual matrices.
    static let visibleRate = 1e-6
    /// The root mean square of a gradient under which AdamW's epsilon may hold its step back.
    static let visibleGradient = 1e-6
    /// How many times half of the distance between neighbouring numbers a step that must show is.
    private static let margin = 4.0

    private struct Mark: Equatable {
        var value: UInt64
        var remainder: UInt64?
    }

    private let expectsMovement: Bool
    private var marks: [Mark]
    private var named: Set<String> = []
    /// The highest rate, times its factor, at which each tensor has stepped by a gradient large enough since the look.
    private var rates: [String: Double] = [:]
    private var stepsSinceLook = 0
    private var hasLooked = false
    private var awaitsMovement: Bool

    /// Remembers the weights as they are; without `expectsMovement` a named tensor may stay as it is.
    init(_ model: DecoderModel, expectsMovement: Bool) throws {
        self.expectsMovement = expectsMovement
        awaitsMovement = expectsMovement
        marks = try model.store.parameters.map(Self.mark)
    }

    /// Hears of a finished step: its learning rate, and the sum of the squares of each gradient by name.
    ///
    /// - Throws: `StrategyError.changedAtRest` or `StrategyError.unmoved`.
    func stepDone(
        _ model: DecoderModel, factors: [String: Double], rate: Double, gradientSquares: [String: Double],
        endsPhase: Bool, step: Int
    ) throws {
        named.formUnion(factors.keys)
        stepsSinceLook += 1
        if expectsMovement { note(model.store.parameters, factors, rate, gradientSquares) }
        let showsFirst = awaitsMovement && rate >= Self.visibleRate
        guard !hasLooked || showsFirst || endsPhase && stepsSinceLook >= Self.leastSteps else { return }
        try look(model.store.parameters, step: step)
        if showsFirst { awaitsMovement = false }
        if endsPhase { named = Set(factors.keys) }  // they may yet be rounded, once
    }

    private func note(
        _ parameters: [Parameter], _ factors: [String: Double], _ rate: Double, _ gradientSquares: [String: Double]
    ) {
        for parameter in parameters {
            guard let factor = factors[parameter.name], let squares = gradientSquares[parameter.name] else { continue }
            let least = Self.visibleGradient * Self.visibleGradient * Double(parameter.elementCount)
            guard squares >= least, rate * factor > rates[parameter.name] ?? 0 else { continue }
            rates[parameter.name] = rate * factor
        }
    }

    private func look(_ parameters: [Parameter], step: Int) throws {
        let fresh = try parameters.map(Self.mark)
        var (strayed, unmoved): ([String], [String]) = ([], [])
        for (index, parameter) in parameters.enumerated() {
            if !named.contains(parameter.name) {
                if fresh[index].value != marks[index].value { strayed.append(parameter.name) }
            } else if try hasStayed(parameter, from: marks[index], to: fresh[index]), try mustHaveMoved(parameter) {
                unmoved.append(parameter.name)
            }
        }
        guard strayed.isEmpty else { throw StrategyError.changedAtRest(names: strayed, step: step) }
        guard unmoved.isEmpty else { throw StrategyError.unmoved(names: unmoved, step: step) }
        (marks, named, rates, stepsSinceLook, hasLooked) = (fresh, [], [:], 0, true)
    }

    /// Whether every bit is as it was; a remainder that is new has to be that of an exact rounding.
    private func hasStayed(_ parameter: Parameter, from old: Mark, to new: Mark) throws -> Bool {
        guard old.value == new.value else { return false }
        guard old.remainder == nil, new.remainder != nil else { return old == new }
        return try parameter.exactValue().equals(parameter.value.converted(to: .float32))
    }

    /// Whether a step since the last look was large enough for this tensor that rounding cannot have hidden it.
    private func mustHaveMoved(_ parameter: Parameter) throws -> Bool {
        guard let rate = rates[parameter.name], let halfStep = parameter.relativeHalfStep else { return false }
        let squares = try parameter.exactValue().squareSum()
        let size = (squares / Double(max(1, parameter.elementCount))).squareRoot()
        return rate >= max(Self.visibleRate, Self.margin * size * halfStep)
    }

    private static func mark(_ parameter: Parameter) throws -> Mark {
        Mark(value: try checksum(parameter.value), remainder: try parameter.remainder.map(checksum))
    }

    /// FNV-1a (Fowler, Noll, Vo) over words of eight bytes, in four rows of them that do not wait for each other, and
    /// over the bytes that are left.
    private static func checksum(_ tensor: Tensor) throws -> UInt64 {
        try tensor.moved(to: .cpu).withMutableBytes { memory in
            let bytes = UnsafeRawBufferPointer(memory), prime: UInt64 = 0x100_0000_01B3
            func word(_ offset: Int) -> UInt64 { bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
            var hashes = SIMD4<UInt64>(1, 2, 3, 4) &+ 0xCBF2_9CE4_8422_2325
            let whole = bytes.count / 32 * 32
            for offset in stride(from: 0, to: whole, by: 32) {
                let words = SIMD4(word(offset), word(offset + 8), word(offset + 16), word(offset + 24))
                hashes = (hashes ^ words) &* prime
            }
            var hash = (0..<4).reduce(into: UInt64(0xCBF2_9CE4_8422_2325)) { $0 = ($0 ^ hashes[$1]) &* prime }
            for byte in bytes[whole...] { hash = (hash ^ UInt64(byte)) &* prime }
            return hash
        }
    }
}

extension Parameter {
    /// Half of the distance from a weight to the next that can be kept, over the weight; nil for bfloat16 alone, which
    /// hides most steps.
    fileprivate var relativeHalfStep: Double? {
        if value.dtype == .float32 { return 0x1p-24 }
        switch keeping {
        case .rounded: return nil
        case .exact: return 0x1p-24
        case .shortened: return 0x1p-16
        }
    }
}
