internal import AttuneFormats
public import AttuneModels
internal import AttuneTensor

/// What it takes to train a model in one of the usual ways, from its sizes alone.
public struct TrainingNeed: Sendable, Equatable {
    /// The way in words.
    public let name: String
    /// The settings that differ from a recipe of defaults.
    public let settings: [String]
    /// The most weights that train at a time.
    public let trainableCount: Int
    /// What a run holds at its peak.
    public let memory: MemoryEstimate

    private static let ways: [(name: String, settings: [String])] = [
        ("full, fp32", ["model.precision=fp32"]), ("full, bf16", ["model.precision=bf16"]),
        ("full, bf16, 8-bit moments", ["model.precision=bf16", "training.optimizer=adamw_8bit"]),
        ("full, bf16, Adafactor", ["model.precision=bf16", "training.optimizer=adafactor"]),
        (
            "full, as lean as possible",
            [
                "model.precision=bf16-lean", "training.optimizer=adafactor", "model.activations=recompute",
                "training.optimizer_in_backward=true", "training.clipping=per_tensor",
            ]
        ),
        ("partial, two top blocks", ["model.precision=bf16", "strategy.kind=partial", "strategy.top_layers=2"]),
        ("layerwise", ["model.precision=bf16", "strategy.kind=layerwise"]),
        ("lisa", ["model.precision=bf16", "strategy.kind=lisa"]),
        ("lora", ["model.precision=bf16", "strategy.kind=lora"]),
    ]
    /// Enough steps that every strategy goes through its phases.
    private static let steps = 1000

    /// The usual ways that fit the model, with 8,192 tokens a step and rows of at most 1,024.
    ///
    /// - Throws: `StrategyError` or `RecipeError` for a model that no way fits.
    public static func usual(for bundle: ModelBundle) throws -> [TrainingNeed] {
        try ways.compactMap { name, settings in
            do { return try TrainingNeed(name, settings, bundle) } catch StrategyError.tooManyLayers { return nil }
        }
    }

    private init(_ name: String, _ settings: [String], _ bundle: ModelBundle) throws {
        let recipe = try RecipeReader.read(
            text: "{ model: { path: m }, data: { train: [{ path: d }] } }", overrides: settings)
        let layout = ModelLayout(bundle.source.configuration)
        let maker = StrategyMaker(
            settings: recipe.strategy, layout: layout, totalSteps: Self.steps, stepsPerEpoch: Self.steps,
            seed: recipe.training.seed, initialSpread: bundle.source.configurationJSON.initialSpread)
        let strategy = try maker.make()
        let prepared = strategy.prepared(layout)
        let phases = TrainedShare.phases(of: strategy, prepared, totalSteps: Self.steps)
        let type = try recipe.model.computeType(on: .cpu)
        self.name = name
        self.settings = settings
        trainableCount = phases.keys.map(\.count).max() ?? 0
        memory = MemoryEstimate.peak(
            bundle.source.configuration, MemoryChoices(recipe, bundle.source.configuration, type: type), phases.keys,
            of: prepared)
    }
}
