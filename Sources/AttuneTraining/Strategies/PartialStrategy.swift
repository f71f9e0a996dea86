public import AttuneModels

/// The same chosen parameters train in every step; all others rest.
public struct PartialStrategy: Strategy {
    private let names: Set<String>
    private let factors: LayerFactors
    private let renewal: WeightRenewal?

    /// Trains the parameters of these names; `renewal` first gives the top blocks fresh weights.
    public init(names: Set<String>, factors: LayerFactors = LayerFactors(), renewal: WeightRenewal? = nil) {
        self.names = names
        self.factors = factors
        self.renewal = renewal
    }

    /// The name in recipes.
    public var name: String { "partial" }

    /// Gives blocks fresh weights when asked to.
    public func prepare(_ model: DecoderModel) throws { try renewal?.apply(to: model) }

    /// The chosen parameters.
    public func selection(step: Int, of layout: ModelLayout, state: StrategyState) -> [String: Double] {
        factors.selection(of: layout) { names.contains($0.name) }
    }
}
