import Testing

@testable import AttuneTraining

/// Fields that the chosen kind does not read are refused by name instead of being passed over.
struct StrategyFieldTests {
    private func read(_ strategy: String) throws -> StrategySettings {
        try RecipeReader.read(
            text: "model: { path: m }\ndata: { train: [{ path: t }] }\nstrategy: { \(strategy) }"
        ).strategy
    }

    @Test(arguments: [
        ("full", "steps_per_block: 3", "layerwise and lisa"), ("full", "sweeps: 2", "layerwise"),
        ("full", "order: random", "layerwise"), ("full", "stages: 3", "progressive"),
        ("full", "measure_every: 7", "surgical"), ("full", "sampled_layers: 3", "lisa"),
        ("full", "steps_per_stage: 3", "progressive"), ("full", "parameters: [layers.1]", "partial"),
        ("full", "lora: { r: 8 }", "lora"), ("lisa", "sweeps: 2", "layerwise"),
        ("lisa", "order: bottom_up", "layerwise"), ("progressive", "idle_state: offload", "layerwise and lisa"),
        ("progressive", "steps_per_block: 3", "layerwise and lisa"),
        ("lora", "idle_state: offload", "layerwise and lisa"),
        ("lora", "sweeps: 2", "layerwise"), ("layerwise", "sampled_layers: 1", "lisa"),
        ("surgical", "reinitialise: 1", "partial"),
    ])
    func aFieldOfAnotherKindIsRefused(kind: String, field: String, owners: String) {
        let key = field.prefix { $0 != ":" }
        let error = #expect(throws: RecipeError.self) { try read("kind: \(kind), \(field)") }
        let problem = error?.problem ?? ""
        #expect(problem.hasSuffix("strategy.\(key): it belongs to kind \(owners), not to \(kind)."), "\(problem)")
        #expect(error?.remedy.contains("Remove strategy.\(key)") == true)
    }

    @Test(arguments: [
        "kind: layerwise, order: random, sweeps: 3, idle_state: offload", "kind: layerwise, steps_per_block: 4",
        "kind: lisa, sampled_layers: 1, steps_per_block: 4, idle_state: offload",
        "kind: progressive, stages: 2, steps_per_stage: 5", "kind: surgical, measure_every: 3",
        "kind: lora, lora: { r: 4 }, order: top_down, sweeps: 1, stages: 4",
    ])
    func itsOwnFieldsAndDefaultsOfOthersAreNot(strategy: String) throws { _ = try read(strategy) }

    @Test func sweepsAndTheLengthOfATurnExcludeEachOther() throws {
        let error = #expect(throws: RecipeError.self) { try read("kind: layerwise, sweeps: 2, steps_per_block: 3") }
        #expect(error?.problem.contains("strategy.sweeps: sweeps and steps_per_block exclude each other") == true)
    }
}
