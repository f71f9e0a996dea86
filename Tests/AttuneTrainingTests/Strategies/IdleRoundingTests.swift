import AttuneModels
import AttuneNN
import AttuneOptim
import AttuneTensor
import Testing

@testable import AttuneTraining

/// What becomes of the bits beyond bfloat16 when a weight no longer trains.
struct IdleRoundingTests {
    /// Weights a quarter of the way from 1 to the next bfloat16.
    private func quarters(_ name: String, _ keeping: WeightKeeping) throws -> Parameter {
        let parameter = Parameter(name: name, role: .matrix, value: try .empty([100, 200], .bfloat16))
        parameter.keep(keeping)
        try parameter.assign(exact: .full([100, 200], 1 + 0x1p-9, .float32))
        return parameter
    }

    @Test(arguments: [WeightKeeping.exact, .shortened])
    func aSettledWeightIsItsRoundingAndOnAverageWhatItWas(keeping: WeightKeeping) throws {
        let parameter = try quarters("w", keeping)
        try parameter.settle(seed: 7, step: 3)
        let settled = try parameter.exactValue()
        #expect(parameter.keeping == keeping && parameter.remainder == nil)
        #expect(try settled.equals(parameter.value.converted(to: .float32)))
        let values = try settled.floats()
        #expect(Set(values) == [1, 1 + 0x1p-7])
        #expect(abs(Double(values.count { $0 > 1 }) / Double(values.count) - 0.25) < 0.015)
        try parameter.settle(seed: 7, step: 4)
        #expect(try parameter.exactValue().equals(settled), "nothing is left to round")
    }

    @Test func seedStepAndNameDecideTheRounding() throws {
        func settled(_ name: String, seed: UInt64, step: Int) throws -> [Float] {
            let parameter = try quarters(name, .exact)
            try parameter.settle(seed: seed, step: step)
            return try parameter.value.converted(to: .float32).floats()
        }
        let first = try settled("w", seed: 7, step: 3)
        #expect(try settled("w", seed: 7, step: 3) == first)
        #expect(try settled("v", seed: 7, step: 3) != first)
        #expect(try settled("w", seed: 8, step: 3) != first)
        #expect(try settled("w", seed: 7, step: 4) != first)
    }

    @Test func aWholeWeightAndALoneRoundingStay() throws {
        let whole = Parameter(name: "w", role: .matrix, value: try .full([4], 1 + 0x1p-9, .float32))
        let lone = Parameter(name: "w", role: .matrix, value: try .full([4], 1, .bfloat16))
        for parameter in [whole, lone] {
            let before = try parameter.value.cloned()
            try parameter.settle(seed: 1, step: 1)
            #expect(try parameter.value.equals(before))
        }
    }

    /// Sixty turns of one step each: a step is a fraction of the distance between two bfloat16 numbers.
    @Test(arguments: [ParityModel.all[0], ParityModel.all[1]])
    func manySmallTurnsInBFloat16GoAsFarAsInFloat32(parity: ParityModel) throws {
        let exact = try movement(parity, .float32)
        let rounded = try movement(parity, .bfloat16)
        for (name, path) in exact {
            let other = try #require(rounded[name])
            let along = zip(path, other).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
            let share = along / path.reduce(0.0) { $0 + Double($1) * Double($1) }
            #expect((0.7...1.3).contains(share), "\(name): \(share)")
        }
    }

    /// How far each matrix of the blocks moves.
    private func movement(_ parity: ParityModel, _ type: DType) throws -> [String: [Float]] {
        var settings = StrategySettings()
        (settings.kind, settings.stepsPerBlock, settings.finalNorm) = (.layerwise, 1, .never)
        let blocks = try parity.load().blocks.count
        let trainer = try StrategyRun.trainer(parity, settings, type: type, steps: 60 * blocks) {
            ($0.learningRate, $0.schedule) = (2e-5, Schedule(.constant, totalSteps: 60 * blocks))
        }
        let matrices = trainer.model.blocks.flatMap(\.parameters).filter { $0.role == .matrix }
        func values(_ parameter: Parameter) throws -> [Float] {
            try parameter.exactValue().converted(to: .float32).floats()
        }
        let before = try matrices.map(values)
        try trainer.run { _ in true }
        let after = try matrices.map(values)
        let moved = zip(before, after).map { zip($0, $1).map { $1 - $0 } }
        return Dictionary(uniqueKeysWithValues: zip(matrices.map(\.name), moved))
    }
}
