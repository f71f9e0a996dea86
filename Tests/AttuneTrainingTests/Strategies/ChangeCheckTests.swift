import AttuneData
import AttuneModels
import AttuneNN
import AttuneTensor
import Testing

@testable import AttuneTraining

/// The watch over what changes, seen to bark.
struct ChangeCheckTests {
    private let parity = ParityModel.all[0]

    @Test func aChangeInATensorAtRestIsSeen() throws {
        let model = try parity.load()
        let check = try ChangeCheck(model, expectsMovement: true)
        let strayed = model.blocks[0].attentionNorm.weight
        try strayed.value.add(Tensor.full(strayed.shape, 1e-3, .float32))
        #expect(throws: StrategyError.changedAtRest(names: [strayed.name], step: 1)) {
            try check.stepDone(model, factors: ["model.norm.weight": 1], rate: 1e-3, endsPhase: false, step: 1)
        }
    }

    @Test func aTensorThatShouldHaveMovedIsSeen() throws {
        let model = try parity.load()
        let batch = try parity.batch()
        _ = try StagedPass(model, recomputes: false).run(batch, scale: 1 / batch.weightSum)
        let check = try ChangeCheck(model, expectsMovement: true)
        let name = "model.norm.weight"
        #expect(throws: StrategyError.unmoved(names: [name], step: 1)) {
            try check.stepDone(model, factors: [name: 1], rate: 1e-3, endsPhase: false, step: 1)
        }
        let lenient = try ChangeCheck(model, expectsMovement: false)
        try lenient.stepDone(model, factors: [name: 1], rate: 1e-3, endsPhase: false, step: 1)
        let slow = try ChangeCheck(model, expectsMovement: true)
        try slow.stepDone(model, factors: [name: 1e-6], rate: 1e-3, endsPhase: false, step: 1)
    }

    @Test func afterTheFirstStepItLooksAtTheEndsOfPhasesOnly() throws {
        let model = try parity.load()
        let check = try ChangeCheck(model, expectsMovement: false)
        try check.stepDone(model, factors: ["lm_head.weight": 1], rate: 1, endsPhase: false, step: 1)
        let strayed = model.blocks[0].attentionNorm.weight
        try strayed.value.add(Tensor.full(strayed.shape, 1e-3, .float32))
        for step in 2...ChangeCheck.leastSteps {
            try check.stepDone(model, factors: ["lm_head.weight": 1], rate: 1, endsPhase: false, step: step)
        }
        #expect(throws: StrategyError.self) {
            try check.stepDone(model, factors: ["lm_head.weight": 1], rate: 1, endsPhase: true, step: 21)
        }
    }

    @Test func partsAreNamedWithLayersInARowPutTogether() {
        #expect(PhaseMeter.text([.layer(3), .layer(2), .layer(7), .finalNorm]) == "layers 2-3, layer 7, final norm")
        #expect(PhaseMeter.text([.embedding, .layer(0), .head]) == "embedding, layer 0, head")
    }
}
