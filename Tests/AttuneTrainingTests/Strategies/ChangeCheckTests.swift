import AttuneData
import AttuneModels
import AttuneNN
import AttuneTensor
import Testing

@testable import AttuneTraining

/// The watch over what changes, seen to bark.
struct ChangeCheckTests {
    private let parity = ParityModel.all[0]

    private let norm = "model.norm.weight"

    /// A step at this rate in which only the last norm was named, with a gradient of 1 in each of its elements.
    private func step(
        _ check: ChangeCheck, _ model: DecoderModel, rate: Double, factor: Double = 1, gradient: Double = 1,
        endsPhase: Bool = false, step: Int = 1
    ) throws {
        let count = Double(model.store.parameters.first { $0.name == norm }?.elementCount ?? 0)
        try check.stepDone(
            model, factors: [norm: factor], rate: rate, gradientSquares: [norm: gradient * gradient * count],
            endsPhase: endsPhase, step: step)
    }

    @Test func aChangeInATensorAtRestIsSeen() throws {
        let model = try parity.load()
        let check = try ChangeCheck(model, expectsMovement: false)
        let strayed = model.blocks[0].attentionNorm.weight
        try strayed.value.add(Tensor.full(strayed.shape, 1e-3, .float32))
        #expect(throws: StrategyError.changedAtRest(names: [strayed.name], step: 1)) {
            try step(check, model, rate: 1e-3)
        }
    }

    @Test(arguments: [DType.float32, .bfloat16])
    func aChangeOfOneNumberIsSeenWhereverItIs(type: DType) throws {
        let model = try parity.load(type)
        let check = try ChangeCheck(model, expectsMovement: false)
        let strayed = model.blocks[0].attentionNorm.weight, before = try strayed.value.cloned()
        for place in 0..<strayed.elementCount {
            try strayed.value.narrowed(0, from: place, count: 1).add(Tensor.full([1], 1, type))
            #expect(throws: StrategyError.changedAtRest(names: [strayed.name], step: 1), "number \(place)") {
                try step(check, model, rate: 1e-3)
            }
            try strayed.value.assign(before)
        }
    }

    @Test(arguments: [DType.float32, .bfloat16])
    func aTensorThatShouldHaveMovedIsSeen(type: DType) throws {
        let model = try parity.load(type)
        let expected = StrategyError.unmoved(names: [norm], step: 1)
        #expect(throws: expected) { try step(ChangeCheck(model, expectsMovement: true), model, rate: 1e-3) }
        try step(ChangeCheck(model, expectsMovement: false), model, rate: 1e-3)
        try step(ChangeCheck(model, expectsMovement: true), model, rate: 1e-3, factor: 1e-6)
        try step(ChangeCheck(model, expectsMovement: true), model, rate: 1e-3, gradient: 1e-8)
    }

    @Test func aWeightThatBeginsToBeKeptExactlyHasNotMovedByThat() throws {
        let model = try parity.load(.bfloat16, .rounded)
        let check = try ChangeCheck(model, expectsMovement: true)
        for parameter in model.store.parameters { parameter.keep(.exact) }
        #expect(throws: StrategyError.unmoved(names: [norm], step: 1)) { try step(check, model, rate: 1e-3) }
    }

    @Test func aStepThatTheKeptBitsCannotShowIsNotAskedFor() throws {
        let model = try parity.load(.bfloat16, .shortened)
        let weight = try #require(model.store.parameters.first { $0.name == norm })
        try weight.assign(exact: .full(weight.shape, 1, .float32))  // the next number is 2^-15 away
        try step(ChangeCheck(model, expectsMovement: true), model, rate: 3e-5)
        #expect(throws: StrategyError.self) { try step(ChangeCheck(model, expectsMovement: true), model, rate: 1e-4) }
    }

    @Test func theFirstRateThatShowsIsLookedAtWhateverTheWarmUp() throws {
        let model = try parity.load()
        let check = try ChangeCheck(model, expectsMovement: true)
        try step(check, model, rate: 3e-8)
        try step(check, model, rate: 6e-7, step: 2)
        #expect(throws: StrategyError.unmoved(names: [norm], step: 3)) { try step(check, model, rate: 2e-6, step: 3) }
    }

    @Test func aStepThatShowsCountsThoughTheLastBeforeTheLookDoesNot() throws {
        let model = try parity.load()
        let check = try ChangeCheck(model, expectsMovement: true)
        try step(check, model, rate: 0)
        let weight = try #require(model.store.parameters.first { $0.name == norm })
        try weight.value.add(Tensor.full(weight.shape, 1e-3, .float32))
        for number in 2...20 { try step(check, model, rate: 1e-4, step: number) }
        #expect(throws: StrategyError.unmoved(names: [norm], step: 22)) {
            try step(check, model, rate: 1e-4, endsPhase: true, step: 21)
            try step(check, model, rate: 0, endsPhase: true, step: 22)
        }
    }

    @Test func afterTheFirstStepItLooksAtTheEndsOfPhasesOnly() throws {
        let model = try parity.load()
        let check = try ChangeCheck(model, expectsMovement: false)
        try step(check, model, rate: 1)
        let strayed = model.blocks[0].attentionNorm.weight
        try strayed.value.add(Tensor.full(strayed.shape, 1e-3, .float32))
        for number in 2...ChangeCheck.leastSteps { try step(check, model, rate: 1, step: number) }
        #expect(throws: StrategyError.self) { try step(check, model, rate: 1, endsPhase: true, step: 21) }
    }

    /// Looks fall on the ends of turns, after which the block that rests is rounded by chance.
    @Test(arguments: [false, true], [DType.float32, .bfloat16])
    func realTurnsPassEveryLook(inBackward: Bool, type: DType) throws {
        var settings = StrategySettings()
        (settings.kind, settings.stepsPerBlock) = (.layerwise, ChangeCheck.leastSteps)
        let trainer = try StrategyRun.trainer(parity, settings, type: type, steps: 7 * ChangeCheck.leastSteps) {
            ($0.learningRate, $0.updatesInBackward, $0.clipping) = (
                2e-5, inBackward, inBackward ? .perTensor : .globalNorm
            )
        }
        let check = try ChangeCheck(trainer.model, expectsMovement: true)
        try trainer.run { report in
            #expect(Set(trainer.gradientSquares.keys) == Set(trainer.factors.keys))
            #expect(trainer.gradientSquares.values.allSatisfy { $0 > 0 })
            try check.stepDone(
                trainer.model, factors: trainer.factors, rate: report.learningRate,
                gradientSquares: trainer.gradientSquares, endsPhase: trainer.isAtPhaseEnd, step: report.step)
            return true
        }
    }

    @Test func partsAreNamedWithLayersInARowPutTogether() {
        #expect(PhaseMeter.text([.layer(3), .layer(2), .layer(7), .finalNorm]) == "layers 2-3, layer 7, final norm")
        #expect(PhaseMeter.text([.embedding, .layer(0), .head]) == "embedding, layer 0, head")
    }
}
