public import AttuneNN
internal import AttuneTensor

/// Adam with decoupled weight decay.
///
/// Source: Loshchilov and Hutter 2019, algorithm 2.
///
/// Master weights and both moments are float32; bias correction counts each parameter's own steps. The decay falls on
/// matrices only, never on norms, biases or embeddings.
public final class AdamW: Optimizer {
    /// The settings that hold for the whole run.
    public struct Settings: Sendable, Equatable {
        /// The decay rate of the first moment.
        public var beta1 = 0.9
        /// The decay rate of the second moment.
        public var beta2 = 0.999
        /// Added to the root of the second moment.
        public var epsilon = 1e-8
        /// The decoupled weight decay.
        public var weightDecay = 0.0

        /// The usual settings.
        public init() {}
    }

    private struct Moments {
        let first: Tensor
        let second: Tensor
        var steps = 0
    }

    private let settings: Settings
    private var moments: [String: Moments] = [:]
    private var order: [String] = []

    /// Makes an optimizer without state.
    public init(_ settings: Settings = Settings()) { self.settings = settings }

    /// Steps one parameter that has a gradient; `factor` multiplies the learning rate.
    public func step(_ parameter: Parameter, _ step: OptimizerStep, factor: Double) throws {
        guard let gradient = parameter.gradient, parameter.hasGradient else { return }
        var own = try moments[parameter.name] ?? makeMoments(parameter)
        own.steps += 1
        moments[parameter.name] = own
        let numbers = AdamWStep(
            learningRate: step.learningRate * factor, betas: (settings.beta1, settings.beta2),
            epsilon: settings.epsilon, weightDecay: parameter.decay(settings.weightDecay),
            gradientScale: step.gradientScale, step: own.steps)
        try parameter.exactValue.adamW(
            numbers, first: own.first, second: own.second, gradient: gradient,
            rounded: parameter.master == nil ? nil : parameter.value)
    }

    private func makeMoments(_ parameter: Parameter) throws -> Moments {
        order.append(parameter.name)
        let value = parameter.value
        return Moments(
            first: try .zeros(value.shape, .float32, on: value.device),
            second: try .zeros(value.shape, .float32, on: value.device))
    }

    /// The state by name, for checkpoints.
    public var state: OptimizerState {
        var state = OptimizerState()
        for name in order {
            guard let own = moments[name] else { continue }
            state.tensors.append((name + "/first", own.first))
            state.tensors.append((name + "/second", own.second))
            state.steps[name] = own.steps
        }
        return state
    }

    /// Takes a state back.
    public func restore(_ state: OptimizerState, for parameters: [Parameter]) throws {
        let known = Set(parameters.map(\.name))
        if let foreign = state.steps.keys.sorted().first(where: { !known.contains($0) }) {
            throw OptimizerError.foreignState(name: foreign)
        }
        let tensors = Dictionary(state.tensors.map { ($0.name, $0.tensor) }) { first, _ in first }
        moments = [:]
        order = []
        for parameter in parameters {
            guard let steps = state.steps[parameter.name] else { continue }
            guard let first = tensors[parameter.name + "/first"], let second = tensors[parameter.name + "/second"]
            else { throw OptimizerError.missingState(name: parameter.name) }
            moments[parameter.name] = Moments(first: first, second: second, steps: steps)
            order.append(parameter.name)
        }
    }
}
