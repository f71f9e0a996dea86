public import AttuneTensor

/// Grouped-query self-attention (Ainslie et al.
///
/// 2023) with rotary positions.
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
        let offsets: [Int32]
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
            case .documents(let offsets): try fused.attention(shape, offsets: offsets).output
            case .branches(let documents): try branched(fused, documents)
            case .cache(let cache): try cached(fused, cache)
            }
        return try output(rows?.picked(from: mixed) ?? mixed)
    }

    /// The training pass: also returns what `backward` needs.
    func saving(
        _ x: Tensor, angles: AttentionContext, offsets: [Int32], reading rows: RowSelection?
    ) throws -> (Tensor, Saved) {
        let fused = try project(x, angles)
        let (mixed, logSums) = try fused.attention(shape, offsets: offsets)
        let read = try rows?.picked(from: mixed) ?? mixed
        return (try output(read), Saved(fused: fused, mixed: mixed, logSums: logSums, offsets: offsets))
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
            shape, fused: saved.fused, output: saved.mixed, logSums: saved.logSums, offsets: saved.offsets)
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
    /// Prompts as documents of their own, then each branch over its prompt's keys and values and its own.
    private func branched(_ fused: Tensor, _ documents: [BranchedDocument]) throws -> Tensor {
        var pieces: [Tensor] = []
        for document in documents {
            let prompt = try fused.narrowed(from: document.prompt.lowerBound, count: document.prompt.count)
            pieces.append(try prompt.attention(shape, offsets: [0, Int32(document.prompt.count)]).output)
            for branch in document.branches where !branch.isEmpty {
                let rows = try fused.narrowed(from: branch.lowerBound, count: branch.count)
                let seen = try Tensor.joined([prompt, rows]).view([1, document.prompt.count + branch.count, -1])
                let mixed = try columns(rows.view([1, branch.count, -1]), 0, shape.queryWidth).cachedAttention(
                    shape, keys: try columns(seen, shape.queryWidth, shape.keyWidth),
                    values: try columns(seen, shape.queryWidth + shape.keyWidth, shape.keyWidth),
                    past: document.prompt.count)
                pieces.append(try mixed.view([branch.count, -1]))
            }
        }
        return try Tensor.joined(pieces)
    }

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
