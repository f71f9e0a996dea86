internal import AttuneModels

/// What one tensor does in a run.
public struct TensorPlan: Sendable, Equatable {
    /// The name in a checkpoint.
    public let name: String
    /// The shape.
    public let shape: [Int]
    /// The number of steps in which it trains; an estimate where `plannedPhases(totalSteps:)` says so.
    public internal(set) var steps = 0
    /// The first of them, counted from 0; nil when it rests throughout.
    public internal(set) var firstStep: Int?
    /// The smallest factor on its learning rate that is known before the run; 1 when it rests.
    public internal(set) var factor = 1.0

    /// Whether it ever trains.
    public var trains: Bool { firstStep != nil }
    /// The number of weights.
    public var elementCount: Int { shape.reduce(1, *) }

    /// The plans of all tensors, in the layout's order.
    static func plan(_ strategy: any Strategy, _ layout: ModelLayout, totalSteps: Int) -> [TensorPlan] {
        var plans = layout.entries.map { TensorPlan(name: $0.name, shape: $0.shape) }
        strategy.forEachPhase(of: layout, totalSteps: totalSteps) { phase, selection in
            for index in plans.indices {
                guard let factor = selection[plans[index].name] else { continue }
                plans[index].factor = plans[index].trains ? min(plans[index].factor, factor) : factor
                plans[index].firstStep = plans[index].firstStep ?? phase.firstStep
                plans[index].steps += phase.count
            }
        }
        return plans
    }
}
