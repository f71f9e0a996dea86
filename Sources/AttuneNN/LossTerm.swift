public import AttuneTensor

/// Some rows of logits with what they should have been.
///
/// Terms add to `losses` and leave the sum of their gradients in `gradient`.
public struct LogitChunk {
    /// The logits [R, V].
    ///
    /// A term may turn them into the gradient when it is the only one.
    public let logits: Tensor
    /// The wanted tokens, int64 [R].
    public let targets: Tensor
    /// What each row's loss is multiplied by in the gradient, float32 [R]; nil when no gradient is wanted.
    public let rowScale: Tensor?
}

/// One part of the loss over the vocabulary.
public protocol LossTerm {
    /// The loss of each row, float32 [R]; turns `chunk.logits` into their gradient when `chunk.rowScale` is there.
    func evaluate(_ chunk: LogitChunk) throws -> Tensor
}

/// The negative log-likelihood of the wanted token, in nats, with what the field mixes into it.
///
/// Sources: label smoothing Szegedy et al. 2016, as in Transformers' `LabelSmoother`; z-loss Chowdhery et al. 2022, section 5.
public struct CrossEntropy: LossTerm, Sendable, Equatable {
    /// The share of the target that is spread evenly over the vocabulary.
    public var labelSmoothing: Double
    /// The weight of the squared logarithm of the softmax's denominator, which keeps logits from drifting.
    public var zLossWeight: Double

    /// Makes the term; without arguments it is the plain negative log-likelihood.
    public init(labelSmoothing: Double = 0, zLossWeight: Double = 0) {
        self.labelSmoothing = labelSmoothing
        self.zLossWeight = zLossWeight
    }

    /// Losses float32 [R]; see `Tensor.crossEntropyInPlace`.
    public func evaluate(_ chunk: LogitChunk) throws -> Tensor {
        try chunk.logits.crossEntropyInPlace(
            targets: chunk.targets, rowScale: chunk.rowScale, smoothing: labelSmoothing, zWeight: zLossWeight)
    }
}
