public import AttuneModels
internal import AttuneNN
internal import AttuneTensor

/// Every part trains, at a learning rate in proportion to the size of its gradient beside its weights.
///
/// Source: Lee et al. 2023 (surgical fine-tuning), section 5, Auto-RGN: the factor of a part is |g| / |w|, over the
/// largest of all parts. A measurement holds from the next step on; until the first all factors are 1.
public struct SurgicalStrategy: Strategy {
    /// The name in recipes.
    public var name: String { "surgical" }
    private let measureEvery: Int
    private let resting: Set<ModelLayout.Group>
    private let factors: LayerFactors

    /// Measures every so many steps, from the first on.
    public init(
        measureEvery: Int, resting: Set<ModelLayout.Group> = [], factors: LayerFactors = LayerFactors()
    ) {
        self.measureEvery = max(1, measureEvery)
        self.resting = resting
        self.factors = factors
    }

    /// Every parameter but those at rest.
    public func selection(step: Int, of layout: ModelLayout, state: StrategyState) -> [String: Double] {
        var selection = factors.selection(of: layout) { !resting.contains($0.group) }
        for entry in layout.entries {
            guard let measured = state.factors[entry.group.description] else { continue }
            selection[entry.name]? *= measured
        }
        return selection
    }

    /// Measures when it is time to.
    public func observe(gradientsOf model: DecoderModel, step: Int, state: inout StrategyState) throws {
        guard step % measureEvery == 0 else { return }
        state.factors = Self.shares(try Self.ratios(model))
    }

    /// The ratios over the largest of them; none when no part has a gradient.
    static func shares(_ ratios: [String: Double]) -> [String: Double] {
        guard let largest = ratios.values.max(), largest > 0, largest.isFinite else { return [:] }
        return ratios.mapValues { $0 / largest }
    }

    /// |g| / |w| of every part that has a gradient; a part without weights counts as 0.
    private static func ratios(_ model: DecoderModel) throws -> [String: Double] {
        var squares: [String: (gradient: Double, weight: Double)] = [:]
        for (entry, parameter) in zip(model.layout.entries, model.store.parameters) {
            guard parameter.hasGradient, let gradient = parameter.gradient else { continue }
            var part = squares[entry.group.description] ?? (0, 0)
            part.gradient += try gradient.squareSum()
            part.weight += try parameter.value.squareSum()
            squares[entry.group.description] = part
        }
        return squares.mapValues { $0.weight > 0 ? ($0.gradient / $0.weight).squareRoot() : 0 }
    }
}
