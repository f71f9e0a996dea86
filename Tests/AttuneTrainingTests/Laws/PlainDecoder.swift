import AttuneData
import AttuneModels
import AttuneNN
import AttuneTensor

/// A tied Llama from plain differentiable operators, one document and one head at a time; slow and obvious.
struct PlainDecoder {
    let weights: [String: Tensor]
    let layers: Int
    let shape: AttentionShape
    let epsilon: Double
    let rotary: Rotary

    /// The weighted mean loss of a batch, as a scalar on the tape.
    func loss(_ batch: Batch) throws -> Tensor {
        var total: Tensor?
        for (start, end) in zip(batch.documentOffsets, batch.documentOffsets.dropFirst()) {
            let range = Int(start)..<Int(end)
            let logits = try logits(Array(batch.ids[range]))
            let targets = try Tensor(ids: Array(batch.targets[range])).view([range.count, 1])
            let chosen = try logits.logSoftmax(along: 1).gathered(targets, along: 1).view([range.count])
            let part = try (chosen * Tensor(batch.weights[range].map { -$0 })).sum()
            total = try total.map { try $0 + part } ?? part
        }
        return try (total ?? Tensor([0])) * (1 / batch.weightSum)
    }

    private func weight(_ name: String) throws -> Tensor {
        guard let tensor = weights[name] else { throw EngineError.refused(operation: name, reason: "missing") }
        return tensor
    }

    private func logits(_ ids: [Int32]) throws -> Tensor {
        let table = try weight("model.embed_tokens.weight")
        var x = try table.selecting(Tensor(ids: ids))
        for layer in 0..<layers { x = try block(x, "model.layers.\(layer).") }
        return try norm(x, "model.norm").linear(table)
    }

    private func block(_ x: Tensor, _ scope: String) throws -> Tensor {
        let normed = try norm(x, scope + "input_layernorm")
        let h = try x + attention(normed, scope + "self_attn.")
        let inner = try norm(h, scope + "post_attention_layernorm")
        let gate = try inner.linear(weight(scope + "mlp.gate_proj.weight"))
        let up = try inner.linear(weight(scope + "mlp.up_proj.weight"))
        return try h + (gate * gate.sigmoid() * up).linear(weight(scope + "mlp.down_proj.weight"))
    }

    private func norm(_ x: Tensor, _ scope: String) throws -> Tensor {
        try x * x.inverseRootMeanSquare(epsilon) * weight(scope + ".weight")
    }

    private func attention(_ x: Tensor, _ scope: String) throws -> Tensor {
        let positions = (0..<x.rowCount).map(Int32.init)
        let angles = try rotary.angles(positions: positions)
        let query = try x.linear(weight(scope + "q_proj.weight"))
        let key = try x.linear(weight(scope + "k_proj.weight"))
        let value = try x.linear(weight(scope + "v_proj.weight"))
        let group = shape.headCount / shape.keyValueHeadCount
        let heads = try (0..<shape.headCount).map { head in
            let q = try rotated(columns(query, head), angles)
            let k = try rotated(columns(key, head / group), angles)
            let scores = try q.linear(k) * shape.scale + causalMask(x.rowCount)
            let shares = try scores.logSoftmax(along: 1).exponential()
            return try shares.linear(columns(value, head / group).transposed())
        }
        return try Tensor.joined(heads, along: 1).linear(weight(scope + "o_proj.weight"))
    }

    private func columns(_ t: Tensor, _ head: Int) throws -> Tensor {
        try t.narrowed(1, from: head * shape.headSize, count: shape.headSize)
    }

    private func rotated(_ t: Tensor, _ angles: RotaryAngles) throws -> Tensor {
        let half = shape.headSize / 2
        let low = try t.narrowed(1, from: 0, count: half)
        let high = try t.narrowed(1, from: half, count: half)
        return try Tensor.joined(
            [low * angles.cosine - high * angles.sine, high * angles.cosine + low * angles.sine], along: 1)
    }

    private func causalMask(_ count: Int) throws -> Tensor {
        let values = (0..<count * count).map { $0 % count > $0 / count ? -Float.infinity : 0 }
        return try Tensor(values, [count, count])
    }
}
