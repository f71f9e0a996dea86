public import AttuneModels

/// The numbers of `strategy.kind: lora`, under PEFT's names.
public struct LoRASettings: Codable, Sendable, Equatable {
    /// The rank of the matrices.
    public var rank = 16
    /// Their output is multiplied by alpha / r.
    public var alpha = 32.0
    /// The share of their input that training leaves out.
    public var dropout = 0.0
    /// Whether their output is multiplied by alpha / sqrt(r) instead.
    public var usesRankStabilisedScale = false
    /// The layers that get them.
    public var targetModules = AdapterTargets.allLinear

    /// Rank 16 on all linear layers.
    public init() {}

    /// What all adapters share.
    var adapters: AdapterSettings {
        AdapterSettings(
            rank: rank, alpha: alpha, dropout: dropout, usesRankStabilisedScale: usesRankStabilisedScale)
    }
}

extension StrategySettings {
    /// Whether the model's own weights ever train.
    public var trainsOwnWeights: Bool { kind != .lora }
}

extension LoRASettings: RecipeSection {
    static let fields: [RecipeField<LoRASettings>] = [
        .init("r", \.rank, .integer(1...65_536), "The rank of the matrices."),
        .init("lora_alpha", \.alpha, .number(.above(0, to: 1e6)), "Their output is multiplied by lora_alpha / r."),
        .init(
            "lora_dropout", \.dropout, .number(.from(0, below: 1)),
            "The share of their input that training leaves out."),
        .init("use_rslora", \.usesRankStabilisedScale, .flag, "Multiplies by lora_alpha / sqrt(r) instead."),
        .init(
            "target_modules", \.targetModules, .targetModules,
            "The layers: all-linear, a list of names or ends of names, or a regular expression for whole names."),
    ]
}
