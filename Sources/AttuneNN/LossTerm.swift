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

/// The negative log-likelihood of the wanted token, in nats.
public struct CrossEntropy: LossTerm {
    /// Makes the term.
    public init() {}

    /// Losses float32 [R]; see `Tensor.crossEntropyInPlace`.
    public func evaluate(_ chunk: LogitChunk) throws -> Tensor {
        try chunk.logits.crossEntropyInPlace(targets: chunk.targets, rowScale: chunk.rowScale)
    }
}
