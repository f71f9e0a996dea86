public import AttuneTensor

/// Grouped-query self-attention with rotary positions.
///
/// Source: Ainslie and others 2023.
public struct Attention {
    /// Query, key and value in one product.
    public let input: Linear
    /// The projection of the heads' outputs back to the model's width.
    public let output: Linear
    private let shape: AttentionShape
    private let layer: Int

    /// What the backward of a training pass needs.
    struct Saved {
        let fused: Tensor  // [N, (H + 2K) * S], rotated
        let mixed: Tensor  // [N, H * S]
        let logSums: Tensor  // [H, N]
        let layout: DocumentLayout
    }

    /// Declares the projections under `scope`.
    public init(
        _ scope: ParameterScope, layer: Int, width: Int, shape: AttentionShape, hasBias: Bool
    ) throws {
        self.layer = layer
        self.shape = shape
        input = try Linear(
            scope, width: width,
            parts: [("q_proj", shape.queryWidth), ("k_proj", shape.keyWidth), ("v_proj", shape.keyWidth)],
            hasBias: hasBias)
        output = try Linear(scope, "o_proj", in: shape.queryWidth, out: width, hasBias: hasBias)
    }

    /// [N, D] -> [N, D], or [R, D] for the rows that are read, before the residual; rows look where the context lets them.
    func callAsFunction(_ x: Tensor, _ context: AttentionContext, reading rows: RowSelection?) throws -> Tensor {
        let fused = try project(x, context)
        let mixed =
            switch context.scope {
            case .documents(let layout): try fused.attention(shape, layout).output
            case .cache(let cache): try cached(fused, cache)
            }
        return try output(rows?.picked(from: mixed) ?? mixed)
    }

    /// The training pass: also returns what `backward` needs.
    func saving(
        _ x: Tensor, angles: AttentionContext, layout: DocumentLayout, reading rows: RowSelection?
    ) throws -> (Tensor, Saved) {
        let fused = try project(x, angles)
        let (mixed, logSums) = try fused.attention(shape, layout)
        let read = try rows?.picked(from: mixed) ?? mixed
        return (try output(read), Saved(fused: fused, mixed: mixed, logSums: logSums, layout: layout))
    }

    /// From the gradient of the output, [N, D] or [R, D], to that of query, key and value before rotation
    /// [N, (H + 2K) * S].
    func backward(_ dy: Tensor, _ saved: Saved, _ context: AttentionContext, reading rows: RowSelection?) throws
        -> Tensor
    {
        try output.accumulateGradients(dy, rows?.picked(from: saved.mixed) ?? saved.mixed)
        let dread = try output.inputGradient(dy)
        let dmixed = try rows?.spread(dread, over: saved.mixed.rowCount) ?? dread
        let dfused = try dmixed.attentionGradient(
            shape, fused: saved.fused, output: saved.mixed, logSums: saved.logSums, saved.layout)
        try rotate(dfused, context.angles, inverse: true)
        return dfused
    }

    private func project(_ x: Tensor, _ context: AttentionContext) throws -> Tensor {
        let fused = try input(x)
        try rotate(fused, context.angles, inverse: false)
        return fused
    }

    private func rotate(_ fused: Tensor, _ angles: RotaryAngles, inverse: Bool) throws {
        try fused.rotate(
            cosine: angles.cosine, sine: angles.sine, heads: shape.headCount + shape.keyValueHeadCount,
            headSize: shape.headSize, inverse: inverse)
    }
}

extension Attention {
    /// The new rows of all sequences over the cache, which takes them up.
    private func cached(_ fused: Tensor, _ cache: KeyValueCache) throws -> Tensor {
        let rows = try fused.view([cache.batch, fused.rowCount / cache.batch, shape.fusedWidth])
        let all = try cache.store(
            layer: layer, keys: try columns(rows, shape.queryWidth, shape.keyWidth),
            values: try columns(rows, shape.queryWidth + shape.keyWidth, shape.keyWidth))
        let mixed = try columns(rows, 0, shape.queryWidth).cachedAttention(
            shape, keys: all.keys, values: all.values, past: cache.length)
        return try mixed.view([fused.rowCount, shape.queryWidth])
    }

    /// Some columns of [B, n, C], contiguous.
    private func columns(_ t: Tensor, _ start: Int, _ count: Int) throws -> Tensor {
        try t.narrowed(2, from: start, count: count).contiguous()
    }
}
