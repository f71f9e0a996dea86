import AttuneTensor
import AttuneTestSupport
import Testing

/// Every form of every fused operation against the composition of ATen operators beside it.
struct FusedOperationTests {
    private func wave(_ shape: [Int], _ phase: Double, _ type: DType, scale: Double = 1) throws -> Tensor {
        let count = shape.reduce(1, *)
        let values = (0..<count).map { Float(scale * sinWave(Double($0) * 0.7 + phase)) }
        return try Tensor(values, shape).converted(to: type)
    }

    /// A number in -1...1 without Foundation: a triangle wave of an irrational period.
    private func sinWave(_ x: Double) -> Double {
        let t = x / 6.283185307179586
        return 4 * abs(t - (t + 0.5).rounded(.down)) - 1
    }

    /// Runs an operation as composition and in every form, and compares all its results.
    private func compare(_ type: DType, _ name: String, _ operation: () throws -> [Tensor]) throws {
        let expected = try Engine.withKernels(.compositions, operation).map { try $0.floats() }
        for form in Engine.availableKernels {
            for (index, result) in try Engine.withKernels(form, operation).enumerated() {
                let comparison = Comparison(try result.floats(), expected[index])
                let tolerance = type == .float32 ? Tolerance.operator32 : Tolerance.operatorBF16
                #expect(comparison.isWithin(tolerance), "\(name) \(form) result \(index): \(comparison)")
            }
        }
    }

    @Test func atLeastThePortableFormIsThere() { #expect(Engine.availableKernels.contains(.portable)) }

    @Test(arguments: [DType.float32, .bfloat16], [1, 24, 70, 576])
    func rmsNorm(type: DType, width: Int) throws {
        let (x, dy) = (try wave([37, width], 0.1, type), try wave([37, width], 0.9, type))
        let (weight, extra) = (try wave([width], 2, type), try wave([37, width], 3, type))
        try compare(type, "norm") {
            let (y, inverse) = try x.rmsNorm(weight, epsilon: 1e-5)
            let dweight = try Tensor.zeros([width], .float32)
            let dx = try dy.rmsNormGradient(
                input: x, weight: weight, inverse: inverse, residual: extra, weightGradient: dweight)
            return [y, inverse, dx, dweight]
        }
    }

    @Test(arguments: [DType.float32, .bfloat16], [5, 36, 128])
    func swiGLU(type: DType, width: Int) throws {
        let (gateUp, dout) = (try wave([19, 2 * width], 0.3, type, scale: 6), try wave([19, width], 1, type))
        try compare(type, "SwiGLU") { [try gateUp.swiGLU(), try dout.swiGLUGradient(gateUp: gateUp)] }
    }

    @Test(arguments: [DType.float32, .bfloat16], [6, 10, 64])
    func rotationAndItsInverse(type: DType, size: Int) throws {
        let x = try wave([21, 5 * size], 0.2, type)
        let cosine = try wave([21, size / 2], 0.5, .float32)
        let sine = try wave([21, size / 2], 1.5, .float32)
        try compare(type, "rotation") {
            try [false, true].map { inverse in
                let copy = try x.cloned()
                try copy.rotate(cosine: cosine, sine: sine, heads: 4, headSize: size, inverse: inverse)
                return copy
            }
        }
    }

    @Test(arguments: [DType.float32, .bfloat16], [(6, 2, 10), (3, 3, 8), (4, 1, 64)])
    func attention(type: DType, heads: (Int, Int, Int)) throws {
        let shape = AttentionShape(headCount: heads.0, keyValueHeadCount: heads.1, headSize: heads.2)
        let offsets: [Int32] = [0, 7, 8, 310, 800]  // one token; more than a block of rows; more than a unit of them
        let fused = try wave([800, shape.fusedWidth], 0.4, type, scale: 2)
        let dy = try wave([800, shape.queryWidth], 1.4, type)
        try compare(type, "attention") {
            let (output, sums) = try fused.attention(shape, DocumentLayout(offsets: offsets))
            let gradient = try dy.attentionGradient(
                shape, fused: fused, output: output, logSums: sums, DocumentLayout(offsets: offsets))
            return [output, sums, gradient]
        }
    }

    @Test(arguments: [DType.float32, .bfloat16])
    func attentionOverRowsOfEarlierDocuments(type: DType) throws {
        let shape = AttentionShape(headCount: 6, keyValueHeadCount: 2, headSize: 10)
        let layout = DocumentLayout(offsets: [0, 300, 303, 309], seen: [[], [0..<280], [2..<9, 300..<302]])
        let fused = try wave([309, shape.fusedWidth], 0.4, type, scale: 2)
        let dy = try wave([309, shape.queryWidth], 1.4, type)
        try compare(type, "attention") {
            let (output, sums) = try fused.attention(shape, layout)
            return [output, sums, try dy.attentionGradient(shape, fused: fused, output: output, logSums: sums, layout)]
        }
    }

    @Test(arguments: [[[], [4..<6]], [[0..<1], []], [[], [3..<5]]] as [[[Range<Int32>]]])
    func aDocumentThatSeesLaterRowsIsRefused(seen: [[Range<Int32>]]) throws {
        let shape = AttentionShape(headCount: 1, keyValueHeadCount: 1, headSize: 2)
        let layout = DocumentLayout(offsets: [0, 4, 8], seen: seen)
        let fused = try Tensor.zeros([8, shape.fusedWidth], .float32)
        #expect(throws: EngineError.self) { try fused.attention(shape, layout) }
    }

    @Test(arguments: [DType.float32, .bfloat16], [17, 101, 4096])
    func crossEntropy(type: DType, vocabulary: Int) throws {
        let logits = try wave([9, vocabulary], 0.6, type, scale: 12)
        let targets = try Tensor(ids: (0..<9).map { Int32($0 * 7 % vocabulary) })
        let scale = try Tensor((0..<9).map { Float($0) * 0.25 })
        try compare(type, "cross-entropy") {
            let copy = try logits.cloned()
            return [try copy.crossEntropyInPlace(targets: targets, rowScale: scale), copy]
        }
    }

    @Test func exponentialsOfHugeLogitsStayFinite() throws {
        let logits = try Tensor([3e4, -3e4, 0, 3e4], [1, 4])
        let losses = try logits.crossEntropyInPlace(targets: Tensor(ids: [0]), rowScale: Tensor([1]))
        #expect(abs(try losses.floats()[0] - 0.6931472) < 1e-6)
        #expect(try logits.isFinite())
    }

    @Test func aTargetOutsideOfTheVocabularyIsRefused() throws {
        let logits = try Tensor.zeros([1, 4], .float32)
        #expect(throws: EngineError.self) { try logits.crossEntropyInPlace(targets: Tensor(ids: [4]), rowScale: nil) }
    }
}
