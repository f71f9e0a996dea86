public import AttuneNN
internal import AttuneTensor

/// Adam with decoupled weight decay.
///
/// Source: Loshchilov and Hutter 2019, algorithm 2.
///
/// Bias correction counts each parameter's own steps. The decay falls on matrices only, never on norms, biases or
/// embeddings. Both moments are float32, or, when packed, a byte a number with a scale for each block (Dettmers et al.
/// 2022, with levels of our own): then tensors of fewer than `smallestPacked` numbers stay float32. A float32 second moment
/// takes up memory from the second step on; after one step it follows from the first.
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

    private struct Moments {
        let first: AdamWMoment
        var second: AdamWMoment?
        var steps = 0

        /// After one step m = (1 - beta1) g and v = (1 - beta2) g^2.
        mutating func complete(_ settings: Settings) throws {
            guard second == nil else { return }
            let root = try first.values * ((1 - settings.beta2).squareRoot() / (1 - settings.beta1))
            second = AdamWMoment(values: try root * root)
        }
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
        if own.steps > 0 { try own.complete(settings) }
        own.steps += 1
        moments[parameter.name] = own
        let numbers = AdamWStep(
            learningRate: step.learningRate * factor, betas: (settings.beta1, settings.beta2),
            epsilon: settings.epsilon, weightDecay: parameter.decay(settings.weightDecay),
            gradientScale: step.gradientScale, step: own.steps,
            seed: chanceSeed(parameter.name, run: settings.seed, step: own.steps))
        let second = try own.second ?? .zeros(like: parameter.value, packed: false, isSigned: false)
        try parameter.value.adamW(
            numbers, remainder: parameter.remainder, first: own.first, second: second, gradient: gradient)
    }

    /// Lets the moments and the step count of a parameter go.
    public func forget(_ name: String) {
        guard moments.removeValue(forKey: name) != nil else { return }
        order.removeAll { $0 == name }
    }

    private func makeMoments(_ parameter: Parameter) throws -> Moments {
        order.append(parameter.name)
        let packs = settings.packsMoments && parameter.elementCount >= AdamW.smallestPacked
        return Moments(
            first: try .zeros(like: parameter.value, packed: packs, isSigned: true),
            second: packs ? try .zeros(like: parameter.value, packed: true, isSigned: false) : nil)
    }
}

extension AdamW {
    private static let kinds = (first: "/first", second: "/second", scales: "_scales")

    /// The state by name, for checkpoints.
    public var state: OptimizerState {
        get throws {
            var state = OptimizerState()
            for name in order {
                guard var own = moments[name] else { continue }
                try own.complete(settings)
                moments[name] = own
                for (kind, moment) in [(AdamW.kinds.first, own.first), (AdamW.kinds.second, own.second)] {
                    guard let moment else { continue }
                    state.tensors.append((name + kind, moment.values))
                    if let scales = moment.scales { state.tensors.append((name + kind + AdamW.kinds.scales, scales)) }
                }
                state.steps[name] = own.steps
            }
            return state
        }
    }

    /// Takes a state back.
    public func restore(_ state: OptimizerState, for parameters: [Parameter]) throws {
        try state.checkOwners(parameters)
        let tensors = Dictionary(state.tensors.map { ($0.name, $0.tensor) }) { first, _ in first }
        moments = [:]
        order = []
        for parameter in parameters {
            guard let steps = state.steps[parameter.name] else { continue }
            func moment(_ kind: String) throws -> AdamWMoment {
                guard let values = tensors[parameter.name + kind] else {
                    throw OptimizerError.missingState(name: parameter.name)
                }
                return AdamWMoment(values: values, scales: tensors[parameter.name + kind + AdamW.kinds.scales])
            }
            moments[parameter.name] = Moments(
                first: try moment(AdamW.kinds.first), second: try moment(AdamW.kinds.second), steps: steps)
            order.append(parameter.name)
        }
    }
}
