public import AttuneNN
internal import AttuneTensor
internal import Foundation

/// Gradients over the root of a second moment that a matrix keeps as one number a row and one a column.
///
/// Source: Shazeer and Stern 2018, algorithms 4 and 5, without a first moment, without a scale from the weight's own size,
/// and with the learning rate as it is given: `Adafactor` of Transformers with `scale_parameter` and `relative_step` off.
/// The decay of a tensor's step t is 1 - t^-0.8. The first step of a tensor is scaled by its rows and columns, where AdamW
/// knows one gradient alone and goes by its signs; that suits turns of a few steps.
public final class Adafactor: Optimizer {
    /// The settings that hold for the whole run.
    public struct Settings: Sendable, Equatable {
        /// The decoupled weight decay.
        public var weightDecay = 0.0
        /// The seed of bfloat16 weights that are rounded by chance.
        public var seed = 0

        /// The usual settings.
        public init() {}
    }

    private struct SecondMoment {
        let rows: Tensor
        let columns: Tensor?
        var steps = 0

        init(_ shape: [Int], on device: Device) throws {
            let isMatrix = shape.count == 2
            rows = try .zeros(isMatrix ? [shape[0]] : shape, .float32, on: device)
            columns = isMatrix ? try .zeros([shape[1]], .float32, on: device) : nil
        }

        init(rows: Tensor, columns: Tensor?, steps: Int) {
            (self.rows, self.columns, self.steps) = (rows, columns, steps)
        }
    }

    private let settings: Settings
    private var moments: [String: SecondMoment] = [:]
    private var order: [String] = []

    /// Makes an optimizer without state.
    public init(_ settings: Settings = Settings()) { self.settings = settings }

    /// Steps one parameter that has a gradient; `factor` multiplies the learning rate.
    public func step(_ parameter: Parameter, _ step: OptimizerStep, factor: Double) throws {
        guard let gradient = parameter.gradient, parameter.hasGradient else { return }
        if moments[parameter.name] == nil { order.append(parameter.name) }
        var own = try moments[parameter.name] ?? SecondMoment(parameter.shape, on: parameter.value.device)
        own.steps += 1
        moments[parameter.name] = own
        let numbers = AdafactorStep(
            learningRate: step.learningRate * factor, weightDecay: parameter.decay(settings.weightDecay),
            gradientScale: step.gradientScale, decay: 1 - pow(Double(own.steps), -0.8),
            seed: chanceSeed(parameter.name, run: settings.seed, step: own.steps))
        try parameter.value.adafactor(
            numbers, remainder: parameter.writableRemainder(), rows: own.rows, columns: own.columns, gradient: gradient)
    }

    /// Lets the second moment and the step count of a parameter go.
    public func forget(_ name: String) {
        guard moments.removeValue(forKey: name) != nil else { return }
        order.removeAll { $0 == name }
    }
}

extension Adafactor {
    private static let kinds = (rows: "/rows", columns: "/columns")

    /// The state by name, for checkpoints.
    public var state: OptimizerState {
        var state = OptimizerState()
        for name in order {
            guard let own = moments[name] else { continue }
            state.tensors.append((name + Adafactor.kinds.rows, own.rows))
            if let columns = own.columns { state.tensors.append((name + Adafactor.kinds.columns, columns)) }
            state.steps[name] = own.steps
        }
        return state
    }

    /// Takes a state back.
    public func restore(_ state: OptimizerState, for parameters: [Parameter]) throws {
        try state.checkOwners(parameters)
        let tensors = Dictionary(state.tensors.map { ($0.name, $0.tensor) }) { first, _ in first }
        (moments, order) = ([:], [])
        for parameter in parameters {
            guard let steps = state.steps[parameter.name] else { continue }
            let columns = tensors[parameter.name + Adafactor.kinds.columns]
            guard let rows = tensors[parameter.name + Adafactor.kinds.rows],
                (columns != nil) == (parameter.shape.count == 2)
            else { throw OptimizerError.missingState(name: parameter.name) }
            moments[parameter.name] = SecondMoment(rows: rows, columns: columns, steps: steps)
            order.append(parameter.name)
        }
    }
}
