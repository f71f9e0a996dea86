public import AttuneModels

/// Which parameters train, and when.
///
/// A strategy is a value that the one training loop is handed. Lowest stage, optimizer state and memory follow from the
/// selection. What it learns while training lies in a `StrategyState`, which checkpoints keep.
public protocol Strategy: Sendable {
    /// The name in recipes.
    var name: String { get }
    /// What becomes of the optimizer's state and the exact weight of a parameter that no longer trains.
    var idleState: IdleState { get }
    /// Changes the model before training: adapters, fresh weights.
    func prepare(_ model: DecoderModel) throws
    /// The layout that `prepare` makes of a model's.
    func prepared(_ layout: ModelLayout) -> ModelLayout
    /// The parameters that train in a step, with the factor on their learning rate; a pure function.
    func selection(step: Int, of layout: ModelLayout, state: StrategyState) -> [String: Double]
    /// The number of the phase that a step, counted from 0, lies in; within a phase the same parameters train.
    func phase(ofStep step: Int) -> Int
    /// The phases of a run in turn, so few of them that even the longest run is planned at once.
    func plannedPhases(totalSteps: Int) -> [PlannedPhase]
    /// Sees the step's complete gradients before any weight moves.
    func observe(gradientsOf model: DecoderModel, step: Int, state: inout StrategyState) throws
}

extension Strategy {
    /// Keeps what it has.
    public var idleState: IdleState { .offload }
    /// Changes nothing.
    public func prepare(_ model: DecoderModel) throws {}
    /// The same.
    public func prepared(_ layout: ModelLayout) -> ModelLayout { layout }
    /// One phase.
    public func phase(ofStep step: Int) -> Int { 0 }
    /// Learns nothing.
    public func observe(gradientsOf model: DecoderModel, step: Int, state: inout StrategyState) throws {}
}

/// What a strategy has learnt while training.
public struct StrategyState: Codable, Sendable, Equatable {
    /// Factors on the learning rate, by the part of the model that they hold for.
    public var factors: [String: Double] = [:]

    /// Nothing yet.
    public init() {}
}

/// What becomes of the optimizer's state and the exact weight of a parameter that no longer trains.
public enum IdleState: String, Codable, Sendable, CaseIterable {
    /// They are let go: the weight is rounded by chance to what products read, moments and step count begin anew.
    case reset
    /// They are kept for the next time.
    case offload
}

/// Every parameter trains in every step.
public struct FullStrategy: Strategy {
    /// The factors on learning rates.
    private let factors: LayerFactors

    /// Makes the strategy; all factors are 1 by default.
    public init(factors: LayerFactors = LayerFactors()) { self.factors = factors }

    /// The name in recipes.
    public var name: String { "full" }

    /// Every parameter.
    public func selection(step: Int, of layout: ModelLayout, state: StrategyState) -> [String: Double] {
        factors.selection(of: layout) { _ in true }
    }
}
