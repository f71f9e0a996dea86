import AttuneModels
import Testing

@testable import AttuneTraining

/// What does not fit the model or contradicts itself is refused with a way out.
struct StrategyErrorTests {
    private typealias Table = StrategyTableTests

    @Test func aTiedHeadAloneIsRefusedWithBothWaysOut() {
        let error = #expect(throws: StrategyError.tiedHead) {
            _ = try Table.make(Table.layout(4)) { ($0.kind, $0.head) = (.partial, .always) }
        }
        #expect(error?.remedy.contains("strategy.embeddings") == true)
        #expect(error?.remedy.contains("strategy.untie: true") == true)
    }

    @Test func aTiedHeadTogetherWithTheTableIsOneGroup() throws {
        let layout = Table.layout(4)
        let strategy = try Table.make(layout) { ($0.kind, $0.head, $0.embeddings) = (.partial, .always, .always) }
        #expect(Table.parts(strategy, layout, step: 0) == ["embedding"])
    }

    @Test func aHeadOfItsOwnTrainsAlone() throws {
        let layout = Table.layout(4, tied: false)
        let strategy = try Table.make(layout) { ($0.kind, $0.head) = (.partial, .always) }
        #expect(Table.parts(strategy, layout, step: 0) == ["head"])
    }

    @Test func aPatternWithoutAMatchNamesTheNearest() {
        let error = #expect(throws: StrategyError.self) {
            _ = try Table.make(Table.layout(2)) { ($0.kind, $0.parameters) = (.partial, ["model.norm.weigth"]) }
        }
        #expect(error?.remedy.contains("model.norm.weight") == true)
    }

    @Test(arguments: [
        ("kind: partial, top_layers: 5", "top_layers"), ("kind: lisa, sampled_layers: 5", "sampled_layers"),
        ("kind: progressive, stages: 5", "stages"),
    ])
    func moreBlocksThanThereAreIsRefused(text: String, key: String) throws {
        let settings = try RecipeReader.read(
            text: "model: { path: m }\ndata: { train: [{ path: t }] }\nstrategy: { \(text) }"
        ).strategy
        #expect(throws: StrategyError.tooManyLayers(key: key, asked: 5, layerCount: 4)) {
            _ = try Table.make(Table.layout(4)) { $0 = settings }
        }
    }

    @Test(arguments: [
        ("{ kind: full, top_layers: 2 }", "top_layers"), ("{ kind: partial }", "nothing is chosen"),
        ("{ kind: partial, top_layers: 1, reinitialise: 2 }", "only 1 train"),
        ("{ kind: partial, reinitialise: 2 }", "fresh blocks have to train"),
        ("{ kind: full, embeddings: scheduled }", "only layerwise and lisa"),
        ("{ kind: partial, top_layers: 9, reinitialise: 3 }", "undo most of what"),
    ])
    func contradictionsInTheRecipeAreRefused(strategy: String, problem: String) {
        let error = #expect(throws: RecipeError.self) {
            _ = try RecipeReader.read(
                text: "model: { path: m }\ndata: { train: [{ path: t }] }\nstrategy: \(strategy)")
        }
        #expect(error?.problem.contains(problem) == true, "\(error?.problem ?? "")")
    }

    @Test func aSweepThatDoesNotFitIsWarnedOf() {
        var settings = StrategySettings()
        (settings.kind, settings.stepsPerBlock) = (.layerwise, 10)
        let maker = StrategyMaker(
            settings: settings, layout: Table.layout(4), totalSteps: 30, stepsPerEpoch: 10, seed: 1,
            initialSpread: 0.02)
        #expect(maker.warnings().first?.hasPrefix("Only 3 of 4 blocks have a whole turn of 10 steps") == true)
    }
}
