internal import AttuneNN
internal import AttuneOptim
internal import AttuneTensor

/// What an update of one step is told.
struct UpdatePlan {
    /// The learning rate before a parameter's own factor.
    let learningRate: Double
    /// The factor of every parameter that trains.
    let factors: [String: Double]
    /// The norm that gradients are clipped to; nil leaves them.
    let maxGradientNorm: Double?
    /// The global norm of the step before; nil in the first.
    let previousNorm: Double?
    /// The error for a gradient that is not finite, by the parameter's name.
    let nonFinite: (String) -> TrainingError
}

/// When gradients become weights: at the end of the step, or stage by stage inside the backward.
protocol WeightUpdate: AnyObject {
    /// Hears, in the last micro-batch of a step, that the gradients of a stage's parameters are complete.
    func stageCompleted(_ parameters: [Parameter], _ plan: UpdatePlan) throws
    /// Hears that the backward is over; returns the global norm of the step's gradients.
    func finish(_ parameters: [Parameter], _ plan: UpdatePlan) throws -> Double
    /// The sum of the squares of each gradient of the last finished step, before clipping, by the parameter's name.
    var gradientSquares: [String: Double] { get }
}

/// All weights move at the end of the step, by gradients clipped to one global norm.
final class UpdateAtEnd: WeightUpdate {
    private(set) var gradientSquares: [String: Double] = [:]
    private let optimizer: any Optimizer

    init(_ optimizer: any Optimizer) { self.optimizer = optimizer }

    func stageCompleted(_ parameters: [Parameter], _ plan: UpdatePlan) {}

    /// - Throws: `plan.nonFinite` before any weight has moved.
    func finish(_ parameters: [Parameter], _ plan: UpdatePlan) throws -> Double {
        gradientSquares = [:]
        var squares = 0.0
        for parameter in parameters where parameter.hasGradient {
            let own = try parameter.gradientSquares(plan)
            gradientSquares[parameter.name] = own
            squares += own
        }
        let norm = squares.squareRoot()
        let scale = plan.maxGradientNorm.map { $0.clipFactor(norm) } ?? 1
        let step = OptimizerStep(learningRate: plan.learningRate, gradientScale: scale)
        for parameter in parameters where parameter.hasGradient {
            try optimizer.step(parameter, step, factor: plan.factors[parameter.name] ?? 1)
        }
        return norm
    }
}

/// A stage's weights move, and its gradients are let go, as soon as the backward has completed them.
///
/// The global norm is not known by then, so what gradients are clipped by is another rule. Source: Lv et al. 2023 (LOMO),
/// section 3.
final class UpdateInBackward: WeightUpdate {
    private(set) var gradientSquares: [String: Double] = [:]
    private let optimizer: any Optimizer
    private let clipping: Clipping
    private var squares = 0.0
    private var squaresSoFar: [String: Double] = [:]

    init(_ optimizer: any Optimizer, clipping: Clipping) {
        self.optimizer = optimizer
        self.clipping = clipping
    }

    /// - Throws: `plan.nonFinite`; the stages above have moved by then.
    func stageCompleted(_ parameters: [Parameter], _ plan: UpdatePlan) throws {
        for parameter in parameters where parameter.hasGradient {
            let own = try parameter.gradientSquares(plan)
            squares += own
            squaresSoFar[parameter.name] = own
            let step = OptimizerStep(learningRate: plan.learningRate, gradientScale: scale(own.squareRoot(), plan))
            try optimizer.step(parameter, step, factor: plan.factors[parameter.name] ?? 1)
        }
        for parameter in parameters { parameter.clearGradient(releasing: true) }
    }

    private func scale(_ norm: Double, _ plan: UpdatePlan) -> Double {
        guard let most = plan.maxGradientNorm else { return 1 }
        switch clipping {
        case .perTensor: return most.clipFactor(norm)
        case .previousNorm, .globalNorm: return plan.previousNorm.map { most.clipFactor($0) } ?? 1
        }
    }

    func finish(_ parameters: [Parameter], _ plan: UpdatePlan) -> Double {
        gradientSquares = squaresSoFar
        defer { (squares, squaresSoFar) = (0, [:]) }
        return squares.squareRoot()
    }
}

extension Double {
    /// What gradients of this norm are multiplied by so that their norm is at most `self`, as in PyTorch.
    fileprivate func clipFactor(_ norm: Double) -> Double { Swift.min(1, self / (norm + 1e-6)) }
}

extension Parameter {
    /// The sum of the squares of the gradient; 0 without one.
    fileprivate func gradientSquares(_ plan: UpdatePlan) throws -> Double {
        guard hasGradient, let gradient else { return 0 }
        let squares = try gradient.squareSum()
        guard squares.isFinite else { throw plan.nonFinite(name) }
        return squares
    }
}
