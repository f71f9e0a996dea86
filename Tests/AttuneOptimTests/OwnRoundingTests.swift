import AttuneNN
import AttuneTensor
import Testing

@testable import AttuneOptim

/// Weights that are their own rounding to bfloat16 at first, and are kept more exactly from the first update on.
struct OwnRoundingTests {
    private static let optimizers: [(name: String, make: @Sendable () -> any Optimizer)] = [
        ("adamw", { AdamW() }), ("adafactor", { Adafactor() }), ("sgd", { SGD() }),
    ]

    private func wave(_ phase: Float) throws -> Tensor {
        try Tensor((0..<600).map { (Float($0) * 0.37 + phase).remainder(dividingBy: 2) }, [20, 30])
    }

    private func parameter(_ keeping: WeightKeeping) throws -> Parameter {
        let parameter = Parameter(name: "weight", role: .matrix, value: try wave(0).converted(to: .bfloat16))
        parameter.keep(keeping)
        return parameter
    }

    @Test(arguments: [WeightKeeping.exact, .shortened], Self.optimizers.map(\.name))
    func theyStepAsIfWrittenOutBitForBit(keeping: WeightKeeping, name: String) throws {
        let make = try #require(Self.optimizers.first { $0.name == name }).make
        let (lazy, whole) = (try parameter(keeping), try parameter(keeping))
        try whole.assign(exact: whole.value.converted(to: .float32))
        #expect(lazy.remainder == nil && whole.remainder != nil)
        let start = try lazy.exactValue()
        #expect(try start.dtype == .float32 && start.equals(whole.exactValue()))
        let (first, second) = (make(), make())
        for number in 1...3 {
            for (optimizer, parameter) in [(first, lazy), (second, whole)] {
                try parameter.accumulate(type: .bfloat16) { target, _ in try target.assign(wave(Float(number))) }
                try optimizer.step(parameter, OptimizerStep(learningRate: 1e-4, gradientScale: 0.3), factor: 1)
                parameter.clearGradient()
            }
            #expect(lazy.remainder != nil)
            #expect(try lazy.exactValue().equals(whole.exactValue()), "step \(number)")
        }
        #expect(try !lazy.exactValue().equals(start))
        #expect(try !lazy.exactValue().equals(lazy.value.converted(to: .float32)), "more than its rounding is kept")
    }
}
