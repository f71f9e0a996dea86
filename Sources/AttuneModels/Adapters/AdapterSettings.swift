/// What all adapters of a model share.
public struct AdapterSettings: Sendable, Equatable {
    /// The rank r.
    public var rank: Int
    /// The adapters' output is multiplied by alpha / r.
    public var alpha: Double
    /// The share of the input that training leaves out.
    public var dropout: Double
    /// Whether the output is multiplied by alpha / sqrt(r) instead (Kalajdzievski 2023).
    public var usesRankStabilisedScale: Bool

    /// Makes settings.
    public init(rank: Int, alpha: Double, dropout: Double = 0, usesRankStabilisedScale: Bool = false) {
        self.rank = rank
        self.alpha = alpha
        self.dropout = dropout
        self.usesRankStabilisedScale = usesRankStabilisedScale
    }

    /// What the adapters' output is multiplied by.
    public var scale: Double { alpha / (usesRankStabilisedScale ? Double(rank).squareRoot() : Double(rank)) }
}
