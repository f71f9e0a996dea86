/// Which parameters train, and when.
public struct StrategySettings: Codable, Sendable, Equatable {
    /// The way of choosing parameters.
    public var kind = StrategyKind.full

    /// Full fine-tuning.
    public init() {}
}

/// The ways of choosing the parameters that train.
public enum StrategyKind: String, Codable, Sendable, CaseIterable {
    /// Every parameter in every step.
    case full
}
