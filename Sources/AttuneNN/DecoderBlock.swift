public import AttuneTensor

/// From the gradient of a stage's output to that of its input; adds to the gradients of its trainable parameters.
///
/// Without a need for the input's gradient the pullback may skip it and return nil.
public typealias Pullback = (_ outputGradient: Tensor, _ needsInputGradient: Bool) throws -> Tensor?

/// A pre-norm transformer block: x + attention(norm(x)), then h + mlp(norm(h)).
///
/// The backward is written by hand. It keeps the inputs of the two halves, the rotated query, key and value, the heads'
/// outputs, and gate and up; the norms' outputs and the activated product are made again, which costs little.
public struct DecoderBlock {
    /// The norm before attention.
    public let attentionNorm: RMSNorm
    /// Self-attention.
    public let attention: Attention
    /// The norm before the feed-forward part.
    public let feedForwardNorm: RMSNorm
    /// The feed-forward part.
    public let feedForward: GatedMLP
    private let declared: [Parameter]

    /// The sizes of a block.
    public struct Shape: Sendable, Equatable {
        /// The model's width D.
        public let width: Int
        /// The feed-forward width F.
        public let hidden: Int
        /// Heads.
        public let attention: AttentionShape
        /// Added to the mean square in norms.
        public let normEpsilon: Double
        /// Whether the attention projections have biases.
        public let attentionBias: Bool
        /// Whether the feed-forward projections have biases.
        public let feedForwardBias: Bool

        /// Makes a shape.
        public init(
            width: Int, hidden: Int, attention: AttentionShape, normEpsilon: Double, attentionBias: Bool,
            feedForwardBias: Bool
        ) {
            self.width = width
            self.hidden = hidden
            self.attention = attention
            self.normEpsilon = normEpsilon
            self.attentionBias = attentionBias
            self.feedForwardBias = feedForwardBias
        }
    }

    /// Declares the block's parameters under `scope`, with the names of Llama checkpoints.
    public init(_ scope: ParameterScope, layer: Int, shape: Shape) throws {
        let first = scope.store.parameters.count
        attentionNorm = try RMSNorm(scope.scope("input_layernorm"), width: shape.width, epsilon: shape.normEpsilon)
        attention = try Attention(
            scope.scope("self_attn"), layer: layer, width: shape.width, shape: shape.attention,
            hasBias: shape.attentionBias)
        feedForwardNorm = try RMSNorm(
            scope.scope("post_attention_layernorm"), width: shape.width, epsilon: shape.normEpsilon)
        feedForward = try GatedMLP(
            scope.scope("mlp"), width: shape.width, hidden: shape.hidden, hasBias: shape.feedForwardBias)
        declared = Array(scope.store.parameters[first...])
    }

    /// The linear layers, from the input on.
    public var linears: [Linear] { [attention.input, attention.output, feedForward.input, feedForward.down] }

    /// The block's parameters: those of a checkpoint in its order, then the adapters'.
    public var parameters: [Parameter] { declared + linears.flatMap(\.adapterParameters) }

    /// [N, D] -> [N, D], or [R, D] for the rows that are read, keeping nothing.
    public func callAsFunction(
        _ x: Tensor, _ context: AttentionContext, reading rows: RowSelection? = nil
    ) throws -> Tensor {
        let h = try attention(attentionNorm(x).output, context, reading: rows)
        try h.add(rows?.picked(from: x) ?? x)
        let y = try feedForward(feedForwardNorm(h).output).output
        try y.add(h)
        return y
    }

    /// The training pass: [N, D] -> [N, D], or [R, D] for the rows that are read, and the way back to [N, D].
    ///
    /// - Throws: `EngineError.refused` for a context other than documents.
    public func withPullback(
        _ x: Tensor, _ context: AttentionContext, reading rows: RowSelection? = nil
    ) throws -> (output: Tensor, pullback: Pullback) {
        guard case .documents(let layout) = context.scope else {
            throw EngineError.refused(operation: "the training pass", reason: "it runs over documents only")
        }
        let (normed, inverse) = try attentionNorm(x)
        let (h, saved) = try attention.saving(normed, angles: context, layout: layout, reading: rows)
        try h.add(rows?.picked(from: x) ?? x)
        let (normedH, inverseH) = try feedForwardNorm(h)
        let (y, gateUp) = try feedForward(normedH)
        try y.add(h)
        let pullback: Pullback = { dy, needsInputGradient in
            let dh = try backwardFeedForward(dy, h: h, inverse: inverseH, gateUp: gateUp)
            return try backwardAttention(
                dh, x: x, inverse: inverse, saved: saved, context: context, rows: rows,
                needsInputGradient: needsInputGradient)
        }
        return (y, pullback)
    }

    private func backwardFeedForward(_ dy: Tensor, h: Tensor, inverse: Tensor, gateUp: Tensor) throws -> Tensor {
        let dgateUp = try feedForward.backward(dy, gateUp: gateUp)
        try feedForward.input.accumulateGradients(dgateUp, feedForwardNorm(h).output)
        let dnormed = try feedForward.input.inputGradient(dgateUp)
        return try feedForwardNorm.backward(dnormed, input: h, inverse: inverse, residual: dy)
    }

    private func backwardAttention(
        _ dh: Tensor, x: Tensor, inverse: Tensor, saved: Attention.Saved, context: AttentionContext,
        rows: RowSelection?, needsInputGradient: Bool
    ) throws -> Tensor? {
        let dfused = try attention.backward(dh, saved, context, reading: rows)
        try attention.input.accumulateGradients(dfused, attentionNorm(x).output)
        guard needsInputGradient || attentionNorm.weight.isTrainable else { return nil }
        let dnormed = try attention.input.inputGradient(dfused)
        let residual = try rows?.spread(dh, over: x.rowCount) ?? dh
        return try attentionNorm.backward(dnormed, input: x, inverse: inverse, residual: residual)
    }
}
