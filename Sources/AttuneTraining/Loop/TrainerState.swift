public import AttuneData

/// Where a run stands between two steps; with weights and optimizer state it is all that a resumed run needs.
public struct TrainerState: Codable, Sendable, Equatable {
    /// The number of finished steps.
    public var step = 0
    /// The next step's place in the data.
    public var cursor = DataCursor()
    /// The global norm of the last step's gradients.
    public var gradientNorm: Double?
    /// The tokens that have run through the model.
    public var tokens = 0
    /// What the strategy has learnt.
    public var strategy = StrategyState()
    /// Early stopping's memory.
    public var stopping = StoppingState()

    /// The state before the first step.
    public init() {}
}

/// What early stopping remembers.
public struct StoppingState: Codable, Sendable, Equatable {
    /// The best value of the metric.
    public var best: Double?
    /// The step that had it.
    public var bestStep: Int?
    /// The validations since then without improvement.
    public var worseCount = 0
    /// Whether the run has ended because of it.
    public var hasStopped = false

    /// The state before the first validation.
    public init() {}

    /// Takes a validation's value up; returns whether it is the best so far.
    ///
    /// A value improves when it beats the best by more than `minDelta`. After `patience` validations in a row without
    /// improvement the run stops.
    public mutating func observe(
        _ value: Double, step: Int, lowerIsBetter: Bool, minDelta: Double, patience: Int
    ) -> Bool {
        let gain = best.map { lowerIsBetter ? $0 - value : value - $0 }
        if gain.map({ $0 > minDelta }) ?? true {
            (best, bestStep, worseCount) = (value, step, 0)
            return true
        }
        worseCount += 1
        hasStopped = worseCount >= patience
        return false
    }
}
