import Testing

@testable import AttuneTraining

/// What is said before a run that does less than its recipe sounds like.
struct StrategyWarningTests {
    private func warnings(_ kind: StrategyKind, steps: Int, _ change: (inout StrategySettings) -> Void) -> [String] {
        var settings = StrategySettings()
        settings.kind = kind
        change(&settings)
        return StrategyMaker(
            settings: settings, layout: StrategyTableTests.layout(4), totalSteps: steps, stepsPerEpoch: 10, seed: 1,
            initialSpread: 0.02
        ).warnings()
    }

    @Test func turnsThatDoNotFitAreSaid() {
        #expect(
            warnings(.layerwise, steps: 30) { $0.stepsPerBlock = 10 } == [
                "Only 3 of 4 blocks have a whole turn of 10 steps in 30 steps; lower strategy.steps_per_block or train "
                    + "longer."
            ])
        #expect(
            warnings(.layerwise, steps: 1) { _ in } == [
                "Only 1 of 4 blocks have a whole turn of 1 step in 1 step; train longer."
            ])
        #expect(warnings(.layerwise, steps: 4) { _ in } == [])
    }

    @Test func shortTurnsWithAdamWAreSaid() throws {
        func warnings(_ changes: String...) throws -> Int {
            let text = "{ model: { path: m }, data: { train: [{ path: d }] }, strategy: { kind: layerwise } }"
            return try RecipeReader.read(text: text, overrides: changes).turnWarnings(stepsPerTurn: 4).count
        }
        #expect(try warnings() == 1 && warnings("training.optimizer=adamw_8bit") == 1)
        #expect(try warnings("training.optimizer=adafactor") == 0 && warnings("strategy.idle_state=offload") == 0)
        let full = try RecipeReader.read(text: "{ model: { path: m }, data: { train: [{ path: d }] } }")
        #expect(full.turnWarnings(stepsPerTurn: 1) == [])
    }

    @Test func sweepsThatDoNotFitAreSaid() {
        #expect(
            warnings(.layerwise, steps: 94) { $0.sweeps = 1_000_000 } == [
                "94 steps hold 23 sweeps through 4 blocks, not 1000000; lower strategy.sweeps or train longer."
            ])
        #expect(warnings(.layerwise, steps: 94) { $0.sweeps = 23 } == [])
        #expect(warnings(.layerwise, steps: 94) { $0.sweeps = 24 }.count == 1)
    }

    @Test func stagesThatDoNotFitAreSaidAlsoWithoutALengthOfTheirOwn() {
        #expect(
            warnings(.progressive, steps: 2) { _ in } == [
                "The run ends before the last of 4 stages; lower strategy.stages or train longer."
            ])
        #expect(warnings(.progressive, steps: 30) { $0.stepsPerStage = 10 }.count == 1)
        #expect(warnings(.progressive, steps: 31) { $0.stepsPerStage = 10 } == [])
    }

    @Test(arguments: [StrategyKind.layerwise, .lisa, .progressive])
    func aTableThatAlwaysTrainsIsSaidToCostTheWholeWay(kind: StrategyKind) {
        let always = warnings(kind, steps: 100) { $0.embeddings = .always }
        #expect(always.count == 1 && always[0].hasSuffix("strategy.embeddings: never makes \(kind.rawValue) faster."))
        #expect(warnings(kind, steps: 100) { $0.embeddings = .never } == [])
    }

    @Test func ratesThatDecayToNothingAreSaid() {
        let found = warnings(.full, steps: 10) { $0.layerDecay = 1e-300 }
        #expect(
            found == [
                "strategy.layer_decay leaves 4 of 6 parts, layer 2 and those below, under a millionth of the learning rate: "
                    + "they hardly move; raise it."
            ])
        #expect(warnings(.full, steps: 10) { $0.layerDecay = 0.385 } == [])
    }

    @Test func freshBlocksAndEstimatedPlansAreSaid() {
        #expect(warnings(.partial, steps: 9) { ($0.topLayers, $0.reinitialise) = (2, 1) }.count == 1)
        func drawn(_ steps: Int) -> [String] {
            warnings(.lisa, steps: steps) { ($0.embeddings, $0.stepsPerBlock) = (.never, 2) }
        }
        #expect(drawn(10_000) == [])
        #expect(drawn(10_001).first?.contains("the first 5000 of 5001 draws") == true)
    }
}
