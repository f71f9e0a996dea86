import AttuneModels
import Testing

@testable import AttuneTraining

/// What does not fit the model or contradicts itself is refused with a way out.
struct StrategyErrorTests {
    private typealias Table = StrategyTableTests

    @Test func aTiedHeadAloneIsRefusedWithBothWaysOut() {
        let error = #expect(throws: StrategyError.tiedHead(key: "head")) {
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

    @Test func aPatternForATiedHeadNamesBothWaysOut() throws {
        let error = #expect(throws: StrategyError.tiedHead(key: "parameters: lm_head")) {
            _ = try Table.make(Table.layout(4)) { ($0.kind, $0.parameters) = (.partial, ["lm_head"]) }
        }
        #expect(error?.remedy.contains("strategy.embeddings: always") == true)
        #expect(error?.remedy.contains("strategy.untie: true") == true)
        let layout = Table.layout(4)
        let both = try Table.make(layout) {
            ($0.kind, $0.parameters, $0.embeddings) = (.partial, ["lm_head"], .always)
        }
        #expect(Table.parts(both, layout, step: 0) == ["embedding"])
        let untied = Table.layout(4, tied: false)
        let alone = try Table.make(untied) { ($0.kind, $0.parameters) = (.partial, ["lm_head"]) }
        #expect(Table.parts(alone, untied, step: 0) == ["head"])
    }

    @Test(arguments: [
        ("embed_tokens", "model.embed_tokens.weight", "embeddings", true),
        ("embed_tokens", "model.embed_tokens.weight", "head", true),
        ("model.norm", "model.norm.weight", "final_norm", false), ("lm_head", "lm_head.weight", "head", false),
    ])
    func aPatternForWhatIsNeverToTrainIsRefused(pattern: String, name: String, key: String, tied: Bool) {
        let error = #expect(throws: StrategyError.chosenAtRest(pattern: pattern, name: name, key: key)) {
            _ = try Table.make(Table.layout(2, tied: tied)) {
                ($0.kind, $0.parameters) = (.partial, [pattern])
                if key == "embeddings" { $0.embeddings = .never }
                if key == "final_norm" { $0.finalNorm = .never }
                if key == "head" { $0.head = .never }
            }
        }
        #expect(error?.problem.contains("strategy.\(key) is never") == true)
    }
}
