public import AttuneModels
internal import AttuneNN

/// Small matrices beside frozen linear layers train in every step; the model's own weights never do.
///
/// Source: Hu et al. 2021 (LoRA).
public struct LoRAStrategy: Strategy {
    /// What all adapters share.
    public let settings: AdapterSettings
    /// The layers that get them.
    public let modules: [String]
    /// The seed of their first numbers.
    public let seed: UInt64

    /// Makes the strategy; `modules` are names that `AdapterTargets.matching` has found.
    public init(_ settings: AdapterSettings, modules: [String], seed: UInt64) {
        self.settings = settings
        self.modules = modules
        self.seed = seed
    }

    /// The name in recipes.
    public var name: String { "lora" }

    /// Attaches the adapters; the model computes what it did before.
    public func prepare(_ model: DecoderModel) throws {
        try model.attachAdapters(settings, to: modules) { _, adapter in try adapter.initialise(seed: seed) }
    }

    /// The layout with the adapters' matrices.
    public func prepared(_ layout: ModelLayout) -> ModelLayout {
        layout.addingAdapters(rank: settings.rank, to: modules)
    }

    /// The adapters' matrices, with factor 1.
    public func selection(step: Int, of layout: ModelLayout, state: StrategyState) -> [String: Double] {
        Dictionary(layout.entries.filter(\.isAdapter).map { ($0.name, 1) }) { first, _ in first }
    }
}
