public import AttuneModels

/// The factor on the learning rate of each part of the model, falling from the top down.
///
/// With decay d and L blocks, block l has d^(L-1-l) and the embedding d^L; final norm and head have 1. The
/// discriminative rates of Howard and Ruder 2018 (section 3.2), each block at the rate above over 2.6, are d = 1/2.6.
public struct LayerFactors: Sendable, Equatable {
    /// The factor from one block to the block below; 1 gives all the same rate.
    public let decay: Double

    /// Factors of a decay.
    public init(decay: Double = 1) { self.decay = decay }

    /// The factor of a part.
    public func factor(of group: ModelLayout.Group, layerCount: Int) -> Double {
        let depth =
            switch group {
            case .embedding: layerCount
            case .layer(let layer): max(0, layerCount - 1 - layer)
            case .finalNorm, .head: 0
            }
        return (0..<depth).reduce(1) { factor, _ in factor * decay }
    }

    /// The chosen parameters with their factors.
    func selection(of layout: ModelLayout, where isChosen: (ModelLayout.Entry) -> Bool) -> [String: Double] {
        var factors: [ModelLayout.Group: Double] = [:]
        for group in layout.groups { factors[group] = factor(of: group, layerCount: layout.layerCount) }
        let chosen = layout.entries.filter(isChosen).map { ($0.name, factors[$0.group] ?? 1) }
        return Dictionary(chosen) { first, _ in first }
    }
}
