import AttuneTensor
import AttuneTestSupport
import Testing

/// AdamW's step over every way to keep a weight and its moments.
struct AdamWStepTests {
    enum Keeping: CaseIterable { case whole, exact, shortened, alone }

    /// A weight with all that AdamW keeps for it.
    private struct Memory {
        let weight: Tensor
        let remainder: Tensor?
        let moments: (first: AdamWMoment, second: AdamWMoment)?

        enum Moments: CaseIterable { case whole, packed, none }

        init(_ exact: Tensor, _ keeping: Keeping, _ kind: Moments) throws {
            switch keeping {
            case .whole: (weight, remainder) = (try exact.cloned(), nil)
            case .exact: (weight, remainder) = (try .empty(exact.shape, .bfloat16), try .empty(exact.shape, .int16))
            case .shortened: (weight, remainder) = (try .empty(exact.shape, .bfloat16), try .empty(exact.shape, .uint8))
            case .alone: (weight, remainder) = (try exact.converted(to: .bfloat16), nil)
            }
            if remainder != nil { try weight.split(exact, remainder: remainder) }
            moments =
                switch kind {
                case .whole:
                    (
                        AdamWMoment(values: try .zeros(weight.shape, .float32)),
                        AdamWMoment(values: try .zeros(weight.shape, .float32))
                    )
                case .packed: (try .zeros(like: weight, isSigned: true), try .zeros(like: weight, isSigned: false))
                case .none: nil
                }
        }

        func step(_ number: Int, _ gradient: Tensor, rate: Double = 1e-2) throws {
            let settings = AdamWStep(
                learningRate: rate, betas: (0.9, 0.999), epsilon: 1e-8, weightDecay: 0.1, gradientScale: 0.5,
                step: number, seed: UInt32(number) &* 77)
            try weight.adamW(settings, remainder: remainder, moments: moments, gradient: gradient)
        }

        func exact() throws -> [Float] {
            try remainder.map { try weight.joined(withRemainder: $0).floats() } ?? weight.floats()
        }
    }

    /// Numbers in -1...1 from a seed: a scrambled counter, as in SplitMix64.
    private func noise(_ count: Int, _ seed: UInt64) throws -> Tensor {
        let numbers = (0..<UInt64(count)).map { index in
            var x = (seed &+ 1) &* 0x9E37_79B9_7F4A_7C15 &+ index &* 0xBF58_476D_1CE4_E5B9
            x = (x ^ (x >> 30)) &* 0x94D0_49BB_1331_11EB
            return Float(Int64(bitPattern: x ^ (x >> 31)) >> 40) / Float(1 << 23)
        }
        return try Tensor(numbers, [count])
    }

    private func threeSteps(_ count: Int, _ keeping: Keeping, _ moments: Memory.Moments, gradients: DType) throws
        -> [Float]
    {
        let memory = try Memory(noise(count, 1), keeping, moments)
        for number in 1...3 { try memory.step(number, noise(count, UInt64(number) + 7).converted(to: gradients)) }
        return try memory.exact()
    }

    @Test(arguments: Keeping.allCases, [1, 130, 5000])
    func everyFormStepsLikeTheComposition(keeping: Keeping, count: Int) throws {
        let kinds: [(DType, Memory.Moments)] = [
            (.float32, .whole), (.bfloat16, .whole), (.float32, .packed), (.float32, .none), (.bfloat16, .none),
        ]
        for (type, moments) in kinds {
            let results = try ([.compositions] + Engine.availableKernels).map { form in
                try Engine.withKernels(form) { try threeSteps(count, keeping, moments, gradients: type) }
            }
            for result in results.dropFirst() {
                // A last bit decides between two levels, or between rounding up and down, once in a long while.
                let apart = zip(result, results[0]).filter { abs($0 - $1) > 1e-5 * max(1, abs($1)) }
                #expect(apart.count * 100 <= count, "\(keeping) \(type) moments \(moments): \(apart.prefix(3))")
                #expect(zip(result, results[0]).allSatisfy { abs($0 - $1) < 0.02 })
            }
        }
    }

    @Test func sixteenMoreBitsAreTheWholeFloat() throws {
        let whole = try Memory(noise(1000, 3), .whole, .whole)
        let halved = try Memory(noise(1000, 3), .exact, .whole)
        for number in 1...20 {
            let gradient = try noise(1000, UInt64(number) + 50)
            try whole.step(number, gradient, rate: 1e-5)
            try halved.step(number, gradient, rate: 1e-5)
        }
        #expect(try halved.exact() == whole.exact())
        #expect(try halved.weight.floats() != whole.exact())
    }

    @Test func splittingAndJoiningKeepsEveryBit() throws {
        let bits: [UInt32] = [
            0, 0x8000_0000, 0x3F80_0000, 0x3F80_8000, 0x3F81_8000, 0x3F80_7FFF, 0x0000_0001, 0xBF80_8001,
        ]
        let exact = try Tensor(bits.map { Float(bitPattern: $0) }, [bits.count])
        let (weight, low) = (try Tensor.empty([bits.count], .bfloat16), try Tensor.empty([bits.count], .int16))
        try weight.split(exact, remainder: low)
        #expect(try weight.joined(withRemainder: low).floats().map(\.bitPattern) == bits)
        let short = try Tensor.empty([bits.count], .uint8)
        try weight.split(exact, remainder: short)
        let joined = try weight.joined(withRemainder: short).floats().map(\.bitPattern)
        #expect(zip(joined, bits).allSatisfy { abs(Int($0) - Int($1)) <= 128 && $0 & 0xFF == 0 })
    }

    @Test func everyFormSplitsLikeTheComposition() throws {
        let patterns: [UInt32] = [0x7F80_0000, 0xFF80_0000, 0x7F7F_FFFF, 0x0000_8001, 0x3F80_8000, 0xBF80_7F80]
        let odd = try noise(40_003, 9).floats() + patterns.map { Float(bitPattern: $0) }
        let exact = try Tensor(odd, [odd.count])
        for type in [DType.int16, .uint8] {
            let halves = try ([.compositions] + Engine.availableKernels).map { form in
                try Engine.withKernels(form) {
                    let (high, low) = (try Tensor.empty(exact.shape, .bfloat16), try Tensor.empty(exact.shape, type))
                    try high.split(exact, remainder: low)
                    return (try high.floats().map(\.bitPattern), try low.converted(to: .float32).floats())
                }
            }
            for own in halves.dropFirst() {
                #expect(own.0 == halves[0].0)
                #expect(own.1 == halves[0].1)
            }
        }
    }

    @Test func roundingByChanceMovesAWeightByWhatItsStepsAddUpTo() throws {
        // A step of 1e-4 is far under half the distance of neighbours near 1 (2^-7): to the nearest, nothing would move.
        let memory = try Memory(Tensor.full([4096], 1, .float32), .alone, .whole)
        for number in 1...40 { try memory.step(number, Tensor.full([4096], 1, .float32), rate: 1e-4) }
        let mean = try memory.exact().reduce(0, +) / 4096
        #expect(abs(mean - (1 - 40 * 1.1e-4)) < 4e-4)
    }

    @Test func packedMomentsStayTrueOverAThousandSteps() throws {
        let plain = try Memory(noise(2048, 9), .whole, .whole)
        let packed = try Memory(noise(2048, 9), .whole, .packed)
        for number in 1...1000 {
            let gradient = try noise(2048, UInt64(number) + 1000)
            try plain.step(number, gradient, rate: 1e-4)
            try packed.step(number, gradient, rate: 1e-4)
        }
        let start = try noise(2048, 9).floats()
        let moved = zip(try plain.exact(), start).map { $0 - $1 },
            found = zip(try packed.exact(), start).map { $0 - $1 }
        let size = moved.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let apart = zip(moved, found).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
        #expect(apart < 0.1 * size, "\(apart / size)")
        let ratio = found.reduce(0) { $0 + abs($1) } / moved.reduce(0) { $0 + abs($1) }
        #expect(abs(ratio - 1) < 0.02, "\(ratio)")
    }

    @Test func stateThatDoesNotFitIsRefused() throws {
        let weight = try Tensor.zeros([300], .float32)
        let (first, second) = (
            try AdamWMoment.zeros(like: weight, isSigned: true), AdamWMoment(values: weight)
        )
        let settings = AdamWStep(
            learningRate: 1, betas: (0.9, 0.999), epsilon: 1e-8, weightDecay: 0, gradientScale: 1, step: 1)
        #expect(throws: EngineError.self) {
            try weight.adamW(settings, moments: (first, second), gradient: weight)
        }
    }
}
