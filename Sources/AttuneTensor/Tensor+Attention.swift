internal import CAttuneTorch

/// The shape of a layer's attention.
public struct AttentionShape: Sendable, Equatable {
    /// The number of query heads H.
    public let headCount: Int
    /// The number of key-value heads K; every H / K query heads share one.
    public let keyValueHeadCount: Int
    /// The size S of a head.
    public let headSize: Int

    /// Makes a shape.
    public init(headCount: Int, keyValueHeadCount: Int, headSize: Int) {
        self.headCount = headCount
        self.keyValueHeadCount = keyValueHeadCount
        self.headSize = headSize
    }

    /// The columns of a query row: H * S.
    public var queryWidth: Int { headCount * headSize }
    /// The columns of a key row, and of a value row: K * S.
    public var keyWidth: Int { keyValueHeadCount * headSize }
    /// The columns of query, key and value together.
    public var fusedWidth: Int { queryWidth + 2 * keyWidth }
    /// What scores are multiplied by: 1 / sqrt(S).
    public var scale: Double { 1 / Double(headSize).squareRoot() }
}

extension Tensor {
    /// Causal attention inside each document of a flat batch, and over the rows that it continues.
    ///
    /// `self` is query, key and value [N, (H + 2K) * S]. Returns [N, H * S] and the logarithm of each row's sum of
    /// exponentials, float32 [H, N], which the gradient needs.
    ///
    /// - Throws: `EngineError` for a layout that does not cover the rows, or that lets a document see later ones.
    public func attention(
        _ shape: AttentionShape, _ layout: DocumentLayout
    ) throws -> (output: Tensor, logSums: Tensor) {
        var sums: OpaquePointer?
        let output = try layout.withDocuments { documents in
            try Tensor.produced("attention") {
                attune_attention_forward(
                    handle, documents, Int32(shape.headCount), Int32(shape.keyValueHeadCount), Int32(shape.headSize),
                    shape.scale, $0, &sums)
            }
        }
        guard let sums else { throw EngineError.refused(operation: "attention", reason: "no result") }
        return (output, Tensor(taking: sums))
    }

    /// The gradient of query, key and value, with `self` the gradient of the output [N, H * S].
    public func attentionGradient(
        _ shape: AttentionShape, fused: Tensor, output: Tensor, logSums: Tensor, _ layout: DocumentLayout
    ) throws -> Tensor {
        try layout.withDocuments { documents in
            try Tensor.produced("attention gradient") {
                attune_attention_backward(
                    handle, fused.handle, output.handle, logSums.handle, documents, Int32(shape.headCount),
                    Int32(shape.keyValueHeadCount), Int32(shape.headSize), shape.scale, $0)
            }
        }
    }

    /// Attention of new query rows [B, n, H * S] over cached keys and values [B, capacity, K * S].
    ///
    /// The caches already hold the new rows: row i sees the first `past` + i + 1 of them.
    public func cachedAttention(_ shape: AttentionShape, keys: Tensor, values: Tensor, past: Int) throws -> Tensor {
        try Tensor.produced("attention") {
            attune_attention_cached(
                handle, keys.handle, values.handle, Int64(past), Int32(shape.headCount),
                Int32(shape.keyValueHeadCount), Int32(shape.headSize), shape.scale, $0)
        }
    }
}
