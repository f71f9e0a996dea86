import AttuneErrors
import AttuneTensor
import Testing

struct TensorTests {
    /// Large enough that products of widened factors go in several slices.
    @Test func productsOfHalvesAreThoseOfTheirFloatsRoundedOnce() throws {
        let (rows, inputs, outputs) = (40, 1024, 9001)
        func wave(_ shape: [Int], _ step: Float) throws -> Tensor {
            let values = (0..<shape[0] * shape[1]).map { (Float($0) * step).truncatingRemainder(dividingBy: 2) - 1 }
            return try Tensor(values, shape).converted(to: .bfloat16)
        }
        let (x, w, dy) = try (wave([rows, inputs], 0.37), wave([outputs, inputs], 0.73), wave([rows, outputs], 0.59))
        func products(_ type: DType) throws -> [[Float]] {
            let (x, w, dy) = try (x.converted(to: type), w.converted(to: type), dy.converted(to: type))
            let offset = try Tensor((0..<outputs).map(Float.init), [outputs]).converted(to: .bfloat16).converted(
                to: type)
            let gradient = try Tensor.empty([outputs, inputs], type)
            try gradient.setWeightGradient(dy, x, accumulating: false)
            let wide = try Tensor(Array(repeating: 1, count: outputs * inputs), [outputs, inputs])
            try wide.setWeightGradient(dy, x, accumulating: true)
            let into = try Tensor.empty([rows, outputs], type)
            try x.linear(w, into: into)
            return try [x.linear(w, bias: offset), into, dy.linearInputGradient(w), gradient, wide].map {
                try $0.floats()
            }
        }
        let (halves, floats) = try withoutGradients { try (products(.bfloat16), products(.float32)) }
        for (index, (half, float)) in zip(halves, floats).enumerated() {
            let largest = float.reduce(0) { max($0, abs($1)) }
            let difference = zip(half, float).reduce(0) { max($0, abs($1.0 - $1.1)) }
            #expect(difference <= largest / 256 && largest > 1, "product \(index): \(difference) of \(largest)")
        }
    }

    @Test func linearProductsAreTheHandComputedOnes() throws {
        let x = try Tensor([1, 2, 3, 4], [2, 2])
        let w = try Tensor([1, 0, -1, 2, 1, 1], [3, 2])
        #expect(try x.linear(w, bias: Tensor([10, 20, 30])).floats() == [11, 23, 33, 13, 25, 37])
        let dy = try Tensor([1, 1, 1, 0, 2, -1], [2, 3])
        #expect(try dy.linearInputGradient(w).floats() == [1, 3, -3, 3])
        let dw = try Tensor.full([3, 2], 1, .float32)
        try dw.setWeightGradient(dy, x, accumulating: true)
        #expect(try dw.floats() == [2, 3, 8, 11, -1, -1])
        try dw.setWeightGradient(dy, x, accumulating: false)
        #expect(try dw.floats() == [1, 2, 7, 10, -2, -2])
    }

    @Test func shapesThatDoNotFitAreErrorsNotCrashes() throws {
        let x = try Tensor.zeros([2, 3], .float32)
        #expect(throws: EngineError.self) { try x.linear(Tensor.zeros([4, 5], .float32)) }
        #expect(throws: EngineError.self) { try x.view([5]) }
        #expect(throws: EngineError.self) { try x.assign(Tensor.zeros([3, 2], .float32)) }
        #expect(throws: EngineError.self) { try x.narrowed(from: 1, count: 2) }
        #expect(throws: EngineError.self) {
            try x.attention(
                AttentionShape(headCount: 1, keyValueHeadCount: 1, headSize: 1), DocumentLayout(offsets: [0, 1]))
        }
    }

    @Test func anImpossibleAllocationIsOutOfMemory() {
        #expect {
            _ = try Tensor.empty([1 << 46], .float32)
        } throws: { error in
            guard case EngineError.outOfMemory = error else { return false }
            return (error as? EngineError)?.failureKind == .outOfMemory
        }
    }

    @Test func viewsAlias() throws {
        let whole = try Tensor([1, 2, 3, 4, 5, 6], [3, 2])
        try whole.narrowed(from: 1, count: 1).fill(9)
        #expect(try whole.floats() == [1, 2, 9, 9, 5, 6])
    }

    @Test func gradientsOfTheTapeStopWhereTheyAreOff() throws {
        let x = try Tensor([2, 3])
        try x.requireGradient()
        let gradient = try withGradients(enabled: true) { try (x * x).sum().gradients(of: [x]) }
        #expect(try gradient[0].floats() == [4, 6])
        #expect(throws: EngineError.self) { try withoutGradients { try (x * x).sum().gradients(of: [x]) } }
    }

    @Test func bfloat16RoundsToNearestEven() throws {
        let values: [Float] = [1, 1.00390625, 1.01171875, 3.3895314e38]
        #expect(try Tensor(values).converted(to: .bfloat16).floats() == [1, 1, 1.015625, 3.3895314e38])
    }
}
