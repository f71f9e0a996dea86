import AttuneNN
import AttuneTensor
import AttuneTestSupport
import Testing

@testable import AttuneOptim

/// Adafactor over parameters: against transformers' steps, and what it keeps of them.
struct AdafactorTests {
    private let reference: Fixture

    init() throws { reference = try Fixture("optimizers/adafactor.safetensors") }

    private func parameter(_ name: String, _ role: ParameterRole) throws -> Parameter {
        Parameter(name: name, role: role, value: try reference.tensor(name + ".start").cloned())
    }

    /// Steps a parameter by the reference's gradient of a number, with the reference's settings.
    private func step(_ optimizer: Adafactor, _ parameter: Parameter, _ number: Int) throws {
        let gradient = try reference.tensor("\(parameter.name).gradient.\(number)")
        try parameter.accumulate(type: .float32) { target, _ in try target.assign(gradient) }
        try optimizer.step(parameter, OptimizerStep(learningRate: 4e-2, gradientScale: 1), factor: 0.25)
        parameter.clearGradient()
    }

    private func decaying(_ decay: Double = 0.1) -> Adafactor {
        var settings = Adafactor.Settings()
        settings.weightDecay = decay
        return Adafactor(settings)
    }

    private func isReference(_ parameter: Parameter, _ number: Int) throws -> Bool {
        try Comparison(parameter.value, reference.tensor("\(parameter.name).weight.\(number)"))
            .isWithin(Tolerance.operator32)
    }

    @Test(arguments: ["matrix", "row", "vector"])
    func stepsAreThoseOfTransformers(name: String) throws {
        let (optimizer, own) = (decaying(), try parameter(name, .matrix))
        for number in 1...4 {
            try step(optimizer, own, number)
            #expect(try isReference(own, number), "step \(number)")
        }
    }

    @Test func normsDoNotDecay() throws {
        let (norm, matrix) = (try parameter("vector", .norm), try parameter("vector", .matrix))
        try step(decaying(), norm, 1)
        try step(decaying(0), matrix, 1)
        #expect(try norm.value.equals(matrix.value))
        #expect(try !isReference(norm, 1), "the reference decays")
    }

    @Test func aForgottenParameterBeginsAnew() throws {
        let (optimizer, own) = (decaying(), try parameter("matrix", .matrix))
        try step(optimizer, own, 3)
        optimizer.forget("matrix")
        #expect(optimizer.state.steps.isEmpty && optimizer.state.tensors.isEmpty)
        try own.value.assign(reference.tensor("matrix.start"))
        try step(optimizer, own, 1)
        #expect(try isReference(own, 1))
    }

    @Test func aRestoredStateGoesOn() throws {
        let (first, own) = (decaying(), try parameter("matrix", .matrix))
        for number in 1...2 { try step(first, own, number) }
        let second = decaying()
        try second.restore(first.state, for: [own])
        for number in 3...4 { try step(second, own, number) }
        #expect(try isReference(own, 4))
        #expect(second.state.tensors.map(\.name) == ["matrix/rows", "matrix/columns"])
        #expect(second.state.steps == ["matrix": 4])
    }

    @Test func aStateThatDoesNotFitIsAnError() throws {
        let (optimizer, own) = (decaying(), try parameter("matrix", .matrix))
        try step(optimizer, own, 1)
        var state = optimizer.state
        state.tensors.removeAll { $0.name == "matrix/columns" }
        #expect(throws: OptimizerError.missingState(name: "matrix")) { try decaying().restore(state, for: [own]) }
        #expect(throws: OptimizerError.foreignState(name: "matrix")) {
            try decaying().restore(optimizer.state, for: [])
        }
    }
}
