public import AttuneNN
public import AttuneTensor

/// What one optimizer step is told.
public struct OptimizerStep: Sendable, Equatable {
    /// The learning rate of the step, before a parameter's own factor.
    public var learningRate: Double
    /// What gradients are multiplied by: the clip factor.
    public var gradientScale: Double

    /// Makes a step.
    public init(learningRate: Double, gradientScale: Double) {
        self.learningRate = learningRate
        self.gradientScale = gradientScale
    }
}

/// Turns gradients into new weights.
///
/// An optimizer keeps state for the parameters that it has stepped and for no others.
public protocol Optimizer: AnyObject {
    /// Steps one parameter that has a gradient; `factor` multiplies the learning rate.
    func step(_ parameter: Parameter, _ step: OptimizerStep, factor: Double) throws
    /// Lets the state of a parameter go; its next step is like its first.
    func forget(_ name: String)
    /// The state by name, for checkpoints: tensors, and the number of steps that each parameter has had.
    var state: OptimizerState { get throws }
    /// Takes a state back.
    func restore(_ state: OptimizerState, for parameters: [Parameter]) throws
}

/// The state of an optimizer.
public struct OptimizerState {
    /// The tensors by name: the parameter's name and the kind of state, joined by a slash.
    public var tensors: [(name: String, tensor: Tensor)]
    /// The number of steps that each parameter has had.
    public var steps: [String: Int]

    /// Makes a state.
    public init(tensors: [(name: String, tensor: Tensor)] = [], steps: [String: Int] = [:]) {
        self.tensors = tensors
        self.steps = steps
    }
}

extension OptimizerState {
    /// Throws when the state has steps of a parameter that is not among these.
    func checkOwners(_ parameters: [Parameter]) throws {
        let known = Set(parameters.map(\.name))
        guard let foreign = steps.keys.sorted().first(where: { !known.contains($0) }) else { return }
        throw OptimizerError.foreignState(name: foreign)
    }
}

/// A seed for what is rounded by chance in a tensor's own step: FNV-1a (Fowler, Noll, Vo) over the name, then run and step.
func chanceSeed(_ name: String, run: Int, step: Int) -> UInt32 {
    var hash = Draw.number(of: name)
    for number in [run, step] { hash = (hash ^ UInt32(truncatingIfNeeded: number)) &* 16_777_619 }
    return hash
}

extension Parameter {
    /// The weight decay that falls on this parameter: matrices, adapters and a head of its own, nothing else.
    func decay(_ weightDecay: Double) -> Double { [.matrix, .adapter, .head].contains(role) ? weightDecay : 0 }
}
