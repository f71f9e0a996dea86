import AttuneNN
import AttuneTensor
import Testing

@testable import AttuneOptim

/// What AdamW keeps of parameters between steps; `AdamWStepTests` has the step itself.
struct AdamWTests {
    private let scale = 0.3

    private func wave(_ phase: Float) throws -> Tensor {
        try Tensor((0..<600).map { (Float($0) * 0.37 + phase).remainder(dividingBy: 2) }, [20, 30])
    }

    private func gradient(_ number: Int, _ type: DType) throws -> Tensor {
        try (wave(Float(number)) * 0.01).converted(to: type)
    }

    private func parameter() throws -> Parameter { Parameter(name: "weight", role: .matrix, value: try wave(0)) }

    private func step(_ optimizer: AdamW, _ parameter: Parameter, _ number: Int, _ type: DType) throws {
        try parameter.accumulate(type: type) { target, _ in try target.assign(gradient(number, type)) }
        try optimizer.step(parameter, OptimizerStep(learningRate: 1e-2, gradientScale: scale), factor: 1)
        parameter.clearGradient()
    }

    /// A weight stepped from moments of zeros that are there from the beginning.
    private func reference(steps: Int, _ type: DType) throws -> [String: Tensor] {
        let weight = try wave(0)
        let (first, second) = (try Tensor.zeros([20, 30], .float32), try Tensor.zeros([20, 30], .float32))
        for number in 1...steps {
            let settings = AdamWStep(
                learningRate: 1e-2, betas: (0.9, 0.999), epsilon: 1e-8, weightDecay: 0, gradientScale: scale,
                step: number)
            try weight.adamW(
                settings, moments: (AdamWMoment(values: first), AdamWMoment(values: second)),
                gradient: gradient(number, type))
        }
        return ["weight": weight, "weight/first": first, "weight/second": second]
    }

    @Test(arguments: [DType.float32, .bfloat16], [1, 2, 4])
    func momentsAreThoseOfEveryStepBitForBit(type: DType, steps: Int) throws {
        let (optimizer, own) = (AdamW(), try parameter())
        for number in 1...steps { try step(optimizer, own, number, type) }
        let (wanted, state) = (try reference(steps: steps, type), try optimizer.state)
        #expect(state.steps == ["weight": steps])
        let found = state.tensors + [("weight", own.value)]
        #expect(found.map(\.name).sorted() == wanted.keys.sorted())
        for (name, tensor) in found { #expect(try tensor.equals(#require(wanted[name])), "\(name)") }
    }

    @Test func theFirstGradientStandsForTheMomentsUntilTheSecondStep() throws {
        let (optimizer, own) = (AdamW(), try parameter())
        try step(optimizer, own, 1, .bfloat16)
        #expect(own.gradient == nil, "handed over")
        try step(optimizer, own, 2, .bfloat16)
        #expect(own.gradient != nil, "kept for the next step")
    }

    @Test(arguments: [1, 2]) func aLookAtTheStateChangesNothing(after: Int) throws {
        let (seen, unseen) = (AdamW(), AdamW())
        let (one, other) = (try parameter(), try parameter())
        for number in 1...3 {
            try step(seen, one, number, .bfloat16)
            try step(unseen, other, number, .bfloat16)
            if number == after { _ = try seen.state }
        }
        #expect(try one.value.equals(other.value))
    }

    @Test(arguments: [1, 2]) func aRestoredStateGoesOn(after: Int) throws {
        let (first, second, own) = (AdamW(), AdamW(), try parameter())
        for number in 1...after { try step(first, own, number, .float32) }
        try second.restore(first.state, for: [own])
        for number in after + 1...4 { try step(second, own, number, .float32) }
        #expect(try own.value.equals(#require(reference(steps: 4, .float32)["weight"])))
    }

    @Test func aForgottenParameterBeginsAnew() throws {
        let (optimizer, own) = (AdamW(), try parameter())
        for number in 2...3 { try step(optimizer, own, number, .float32) }
        optimizer.forget("weight")
        #expect(try optimizer.state.steps.isEmpty && optimizer.state.tensors.isEmpty)
        try own.value.assign(wave(0))
        try step(optimizer, own, 1, .float32)
        #expect(try own.value.equals(#require(reference(steps: 1, .float32)["weight"])))
    }
}
