import AttuneModels
import AttuneNN
import AttuneTensor
import AttuneTestSupport
import Testing

/// The first rung of the parity ladder: single operators against PyTorch, forward and gradient.
struct OperatorParityTests {
    let reference: Fixture

    init() throws { reference = try Fixture("models/operators.safetensors") }

    private func expect(_ found: Tensor, _ name: String, _ tolerance: Double = Tolerance.operator32) throws {
        let comparison = try Comparison(found, reference.tensor(name))
        #expect(comparison.isWithin(tolerance), "\(name): \(comparison)")
    }

    @Test(arguments: ["rms_norm", "long.rms_norm"])
    func theNormAndItsGradientsAreTheReferences(_ name: String) throws {
        let (x, weight) = (try reference.tensor(name + ".x"), try reference.tensor(name + ".weight"))
        let (y, inverse) = try x.rmsNorm(weight, epsilon: 1e-5)
        try expect(y, name + ".y")
        let weightGradient = try Tensor.zeros(weight.shape, .float32)
        let gradient = try reference.tensor(name + ".gradient_of.y").rmsNormGradient(
            input: x, weight: weight, inverse: inverse, weightGradient: weightGradient)
        try expect(weightGradient, name + ".gradient_of.weight")
        // Row by row: the gradient of a row of zeros is a hundred times as large as the others.
        let expected = try reference.tensor(name + ".gradient_of.x")
        for row in 0..<x.rowCount {
            let comparison = try Comparison(
                gradient.narrowed(from: row, count: 1), expected.narrowed(from: row, count: 1))
            #expect(comparison.isWithin(Tolerance.operator32), "row \(row): \(comparison)")
        }
    }

    @Test(arguments: [
        ("default", "llama-untied-bias", 6, 2, 10), ("llama3", "llama-rope3", 3, 3, 8),
        ("linear", "llama-linear", 2, 1, 10),
    ])
    func rotationIsTheReferences(_ kind: String, _ model: String, heads: Int, shared: Int, size: Int) throws {
        let rotary = try DecoderModel.load(
            WeightSource(path: Fixture.root + "/models/" + model), computeType: .float32
        ).rotary
        let frequencies = Comparison(rotary.frequencies, try reference.floats("rope.\(kind).inverse_frequencies"))
        #expect(frequencies.isWithin(2e-7), "\(frequencies)")
        let angles = try rotary.angles(positions: reference.integers("rope.\(kind).positions"))
        let query = try flat("rope.\(kind).q")
        let rows = try Tensor.joined([query, flat("rope.\(kind).k")], along: 1)
        try rows.rotate(cosine: angles.cosine, sine: angles.sine, heads: heads + shared, headSize: size)
        let expected = try Tensor.joined([flat("rope.\(kind).q_out"), flat("rope.\(kind).k_out")], along: 1)
        // Position 1000 multiplies the last bit of a frequency by 1000.
        let turned = try Comparison(rows, expected)
        #expect(turned.isWithin(2e-4), "\(turned)")
        let gradient = try flat("rope.\(kind).gradient_of.q_out").cloned()
        try gradient.rotate(
            cosine: angles.cosine, sine: angles.sine, heads: heads, headSize: size, inverse: true)
        try expect(gradient, "rope.\(kind).gradient_of.q", 2e-4)
    }

    @Test(arguments: [
        (
            "grouped_attention", AttentionShape(headCount: 6, keyValueHeadCount: 2, headSize: 10),
            [0, 7, 20, 24] as [Int32]
        ),
        ("long.grouped_attention", AttentionShape(headCount: 2, keyValueHeadCount: 1, headSize: 4), [0, 1, 261, 300]),
    ])
    func groupedAttentionAndItsGradientsAreTheReferences(
        _ name: String, _ shape: AttentionShape, _ offsets: [Int32]
    ) throws {
        let fused = try Tensor.joined([flat(name + ".q"), flat(name + ".k"), flat(name + ".v")], along: 1)
        let (y, sums) = try fused.attention(shape, DocumentLayout(offsets: offsets))
        try expect(y, name + ".y")
        let gradient = try flat(name + ".gradient_of.y").attentionGradient(
            shape, fused: fused, output: y, logSums: sums, DocumentLayout(offsets: offsets))
        let parts = [("q", 0, shape.queryWidth), ("k", shape.queryWidth, shape.keyWidth)]
        for (part, start, count) in parts + [("v", shape.queryWidth + shape.keyWidth, shape.keyWidth)] {
            try expect(gradient.narrowed(1, from: start, count: count), "\(name).gradient_of.\(part)")
        }
    }

    @Test(arguments: [0, 1, 5, 12])
    func cachedAttentionIsTheReferences(past: Int) throws {
        let shape = AttentionShape(headCount: 6, keyValueHeadCount: 2, headSize: 10)
        let (start, length) = (7, 13)  // the second document
        let rows = { (name: String, from: Int, count: Int) in
            try flat("grouped_attention." + name).narrowed(from: start + from, count: count).view([1, count, -1])
        }
        let spare = try Tensor.full([1, 3, shape.keyWidth], .nan, .float32)
        let mixed = try rows("q", past, length - past).cachedAttention(
            shape, keys: .joined([rows("k", 0, length), spare], along: 1),
            values: .joined([rows("v", 0, length), spare], along: 1), past: past)
        let comparison = try Comparison(mixed, rows("y", past, length - past).contiguous())
        #expect(comparison.isWithin(Tolerance.operator32), "\(comparison)")
    }

    @Test(arguments: ["head", "long.head"])
    func crossEntropyAndItsGradientsAreTheReferences(_ name: String) throws {
        let (hidden, weight) = (try reference.tensor(name + ".hidden"), try reference.tensor(name + ".weight"))
        let weights = try reference.floats(name + ".weights")
        let sum = weights.reduce(0, +)
        let targets = try Tensor(ids: reference.integers(name + ".targets"))
        let logits = try hidden.linear(weight)
        try expect(logits, name + ".logits")
        try expect(logits.crossEntropyInPlace(targets: targets, rowScale: nil), name + ".nll")
        try expect(logits, name + ".logits")
        let scale = try Tensor(weights.map { $0 / sum })
        try expect(logits.crossEntropyInPlace(targets: targets, rowScale: scale), name + ".nll")
        try expect(logits, name + ".gradient_of.logits")
        try expect(logits.linearInputGradient(weight), name + ".gradient_of.hidden")
        let gradient = try Tensor.full(weight.shape, .nan, .float32)
        try gradient.setWeightGradient(logits, hidden, accumulating: false)
        try expect(gradient, name + ".gradient_of.weight")
    }

    /// A stored tensor [N, heads, S] as rows [N, heads * S].
    private func flat(_ name: String) throws -> Tensor {
        let tensor = try reference.tensor(name)
        return try tensor.view([tensor.rowCount, -1])
    }
}
