public import AttuneNN
internal import AttuneTensor

/// Adam with decoupled weight decay.
///
/// Source: Loshchilov and Hutter 2019, algorithm 2.
///
/// Bias correction counts each parameter's own steps. The decay falls on matrices only, never on norms, biases or
/// embeddings. Both moments are float32, or, when packed, a byte a number with a scale for each block (Dettmers et al.
/// 2022, with levels of our own): then tensors of fewer than `smallestPacked` numbers stay float32. Float32 moments take up
/// memory from a parameter's second step on: until then its one gradient, which both follow from, is kept instead.
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
        /// Whether the moments of large tensors are kept in bytes.
        public var packsMoments = false
        /// The seed of what is rounded by chance: packed moments, and bfloat16 weights without a remainder.
        public var seed = 0

        /// The usual settings.
        public init() {}
    }

    /// The fewest numbers of a tensor whose moments are packed.
    public static let smallestPacked = 4096

    /// What is kept of a parameter's gradients.
    private enum Past {
        /// The only one so far, and what it was multiplied by.
        case gradient(Tensor, scale: Double)
        case moments(first: AdamWMoment, second: AdamWMoment)
    }

    private let settings: Settings
    private var past: [String: Past] = [:]
    private var steps: [String: Int] = [:]
    private var order: [String] = []

    /// Makes an optimizer without state.
    public init(_ settings: Settings = Settings()) { self.settings = settings }

    /// Steps one parameter that has a gradient; `factor` multiplies the learning rate.
    public func step(_ parameter: Parameter, _ step: OptimizerStep, factor: Double) throws {
        guard let gradient = parameter.gradient, parameter.hasGradient else { return }
        let count = steps[parameter.name, default: 0] + 1
        let numbers = AdamWStep(
            learningRate: step.learningRate * factor, betas: (settings.beta1, settings.beta2),
            epsilon: settings.epsilon, weightDecay: parameter.decay(settings.weightDecay),
            gradientScale: step.gradientScale, step: count,
            seed: chanceSeed(parameter.name, run: settings.seed, step: count))
        let moments = try moments(of: parameter)
        try parameter.value.adamW(
            numbers, remainder: parameter.writableRemainder(), moments: moments, gradient: gradient)
        if count == 1 { order.append(parameter.name) }
        steps[parameter.name] = count
        past[parameter.name] = moments.map(Past.moments) ?? .gradient(gradient, scale: step.gradientScale)
        if moments == nil { parameter.clearGradient(releasing: true) }
    }

    /// Lets the moments and the step count of a parameter go.
    public func forget(_ name: String) {
        guard steps.removeValue(forKey: name) != nil else { return }
        past[name] = nil
        order.removeAll { $0 == name }
    }

    /// The moments before a step; nil when there has been none and they are not packed.
    private func moments(of parameter: Parameter) throws -> (first: AdamWMoment, second: AdamWMoment)? {
        if let past = past[parameter.name] { return try moments(after: past) }
        guard settings.packsMoments, parameter.elementCount >= AdamW.smallestPacked else { return nil }
        return (
            try .zeros(like: parameter.value, isSigned: true), try .zeros(like: parameter.value, isSigned: false)
        )
    }

    /// After one step m = (1 - beta1) g and v = (1 - beta2) g^2; a gradient's own memory may become that of m.
    private func moments(after past: Past) throws -> (first: AdamWMoment, second: AdamWMoment) {
        switch past {
        case .moments(let first, let second): return (first, second)
        case .gradient(let gradient, let scale):
            let first = try gradient.converted(to: .float32)
            try first.multiply(by: scale)
            let second = try first * first
            try second.multiply(by: 1 - settings.beta2)
            try first.multiply(by: 1 - settings.beta1)
            return (AdamWMoment(values: first), AdamWMoment(values: second))
        }
    }
}

extension AdamW {
    private static let kinds = (first: "/first", second: "/second", scales: "_scales")

    /// The state by name, for checkpoints.
    public var state: OptimizerState {
        get throws {
            var state = OptimizerState()
            for name in order {
                guard let kept = past[name] else { continue }
                let (first, second) = try moments(after: kept)
                past[name] = .moments(first: first, second: second)
                for (kind, moment) in [(AdamW.kinds.first, first), (AdamW.kinds.second, second)] {
                    state.tensors.append((name + kind, moment.values))
                    if let scales = moment.scales { state.tensors.append((name + kind + AdamW.kinds.scales, scales)) }
                }
                state.steps[name] = steps[name]
            }
            return state
        }
    }

    /// Takes a state back.
    public func restore(_ state: OptimizerState, for parameters: [Parameter]) throws {
        try state.checkOwners(parameters)
        let tensors = Dictionary(state.tensors.map { ($0.name, $0.tensor) }) { first, _ in first }
        past = [:]
        steps = [:]
        order = []
        for parameter in parameters {
            guard let count = state.steps[parameter.name] else { continue }
            func moment(_ kind: String) throws -> AdamWMoment {
                guard let values = tensors[parameter.name + kind] else {
                    throw OptimizerError.missingState(name: parameter.name)
                }
                return AdamWMoment(values: values, scales: tensors[parameter.name + kind + AdamW.kinds.scales])
            }
            past[parameter.name] = .moments(
                first: try moment(AdamW.kinds.first), second: try moment(AdamW.kinds.second))
            steps[parameter.name] = count
            order.append(parameter.name)
        }
    }
}
