public import AttuneModels
internal import AttuneNN

/// Which parameters train, and when.
///
/// A strategy is a value that the one training loop is handed. Lowest stage, optimizer state and memory follow from the
/// selection.
public protocol Strategy: Sendable {
    /// The name in recipes.
    var name: String { get }
    /// Changes the model before training: adapters, fresh weights, untied heads.
    func prepare(_ model: DecoderModel) throws
    /// The parameters that train in a step, with the factor on their learning rate; pure in (step, own state).
    func selection(step: Int, of model: DecoderModel) -> [String: Double]
    /// Learns from a finished step.
    mutating func observe(_ report: StepReport)
}

/// Every parameter trains in every step.
public struct FullStrategy: Strategy {
    /// Makes the strategy.
    public init() {}

    /// The name in recipes.
    public var name: String { "full" }
    /// Changes nothing.
    public func prepare(_ model: DecoderModel) throws {}
    /// Every parameter, with factor 1.
    public func selection(step: Int, of model: DecoderModel) -> [String: Double] {
        Dictionary(uniqueKeysWithValues: model.store.parameters.map { ($0.name, 1) })
    }
    /// Learns nothing.
    public mutating func observe(_ report: StepReport) {}
}
