public import AttuneNN
internal import AttuneTensor

/// Stochastic gradient descent with momentum, as PyTorch's `SGD`: v = momentum * v + g; w -= rate * v.
///
/// The weight decay is added to the gradient of matrices, as PyTorch does.
public final class SGD: Optimizer {
    /// The settings that hold for the whole run.
    public struct Settings: Sendable, Equatable {
        /// How much of the last velocity stays.
        public var momentum = 0.0
        /// The weight decay.
        public var weightDecay = 0.0

        /// Plain gradient descent.
        public init() {}
    }

    private let settings: Settings
    private var velocities: [String: Tensor] = [:]
    private var steps: [String: Int] = [:]
    private var order: [String] = []

    /// Makes an optimizer without state.
    public init(_ settings: Settings = Settings()) { self.settings = settings }

    /// Steps one parameter that has a gradient; `factor` multiplies the learning rate.
    public func step(_ parameter: Parameter, _ step: OptimizerStep, factor: Double) throws {
        guard let gradient = parameter.gradient, parameter.hasGradient else { return }
        let weight = try parameter.exactValue()
        let change = try gradient.converted(to: .float32) * step.gradientScale
        let decay = parameter.decay(settings.weightDecay)
        if decay != 0 { try change.add(weight, scale: decay) }
        try weight.add(try velocity(of: parameter, adding: change), scale: -step.learningRate * factor)
        if parameter.keeping != .rounded { try parameter.assign(exact: weight) }
    }

    private func velocity(of parameter: Parameter, adding change: Tensor) throws -> Tensor {
        guard settings.momentum != 0 else { return change }
        if steps[parameter.name] == nil { order.append(parameter.name) }
        steps[parameter.name, default: 0] += 1
        guard let velocity = velocities[parameter.name] else {
            velocities[parameter.name] = change
            return change
        }
        try velocity.multiply(by: settings.momentum)
        try velocity.add(change)
        return velocity
    }

    /// Lets the velocity and the step count of a parameter go.
    public func forget(_ name: String) {
        guard steps.removeValue(forKey: name) != nil else { return }
        velocities[name] = nil
        order.removeAll { $0 == name }
    }

    /// The state by name, for checkpoints.
    public var state: OptimizerState {
        let tensors = order.compactMap { name in velocities[name].map { (name: name + "/velocity", tensor: $0) } }
        return OptimizerState(tensors: tensors, steps: steps)
    }

    /// Takes a state back.
    public func restore(_ state: OptimizerState, for parameters: [Parameter]) throws {
        try state.checkOwners(parameters)
        let tensors = Dictionary(state.tensors.map { ($0.name, $0.tensor) }) { first, _ in first }
        (velocities, steps, order) = ([:], state.steps, parameters.map(\.name).filter { state.steps[$0] != nil })
        for name in order {
            guard let velocity = tensors[name + "/velocity"] else { throw OptimizerError.missingState(name: name) }
            velocities[name] = velocity
        }
    }
}
