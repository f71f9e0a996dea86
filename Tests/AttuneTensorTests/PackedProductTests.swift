import AttuneTensor
import AttuneTestSupport
import Testing

/// Products by our own loops against those of the library, on a processor that has them.
@Suite(.enabled(if: Engine.availableKernels.contains(.avx512BFloat16))) struct PackedProductTests {
    /// Sizes with rests in every direction: of a tile's six rows, a pair, a vector of 16 and a panel of 64 columns, and
    /// enough rows and columns for both ways to share the work and for a second block of packed columns,
    /// and an inner size that is cut.
    static let sizes = [
        (1, 1, 1), (6, 2, 16), (7, 5, 3), (13, 33, 70), (48, 64, 128), (49, 65, 129), (211, 97, 330),
        (50, 2_100, 1_100), (50, 9_001, 20),
    ]

    /// Numbers between -1 and 1 without a pattern.
    private func drawn(_ shape: [Int], _ type: DType, seed: UInt64) throws -> Tensor {
        var state = seed
        let values = (0..<shape.reduce(1, *)).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Float(Int32(truncatingIfNeeded: state >> 32)) / 2_147_483_648
        }
        return try Tensor(values, shape).converted(to: type)
    }

    private func compare(_ name: String, _ type: DType, _ work: () throws -> Tensor) throws {
        let expected = try Engine.withKernels(.compositions) { try withoutGradients { try work().floats() } }
        let found = try Engine.withKernels(.avx512BFloat16) { try withoutGradients { try work().floats() } }
        let comparison = Comparison(found, expected)
        let tolerance = type == .float32 ? Tolerance.operator32 : Tolerance.operatorBF16
        #expect(comparison.isWithin(tolerance), "\(type) \(name): \(comparison)")
    }

    @Test(arguments: [DType.float32, .bfloat16], sizes)
    func linearLayerAndItsGradients(type: DType, size: (rows: Int, inner: Int, outputs: Int)) throws {
        let (rows, inner, outputs) = size
        let x = try drawn([rows, inner], type, seed: 1), w = try drawn([outputs, inner], type, seed: 2)
        let dy = try drawn([rows, outputs], type, seed: 3), bias = try drawn([outputs], type, seed: 4)
        try compare("y", type) { try x.linear(w) }
        try compare("y + b", type) { try x.linear(w, bias: bias) }
        try compare("dx", type) { try dy.linearInputGradient(w) }
        try compare("y in place", type) {
            let out = try Tensor.full([rows, outputs], .nan, type)
            try x.linear(w, into: out)
            return out
        }
        for target in Set([type, .float32]) {
            for accumulating in [false, true] {
                try compare("dw \(target) \(accumulating)", type) {
                    let dw = try Tensor.full([outputs, inner], accumulating ? 3 : .nan, target)
                    try dw.setWeightGradient(dy, x, accumulating: accumulating)
                    return dw
                }
            }
        }
    }

    /// What a row becomes must not depend on the rows beside it: packed and lone documents are the same to the last bit.
    @Test(arguments: [DType.float32, .bfloat16])
    func aRowIsTheSameAmongAnyNumber(type: DType) throws {
        let x = try drawn([211, 130], type, seed: 5), w = try drawn([200, 130], type, seed: 6)
        let all = try withoutGradients { try x.linear(w).floats() }
        for count in [1, 5, 6, 47, 100] {
            let some = try withoutGradients { try x.narrowed(0, from: 0, count: count).linear(w).floats() }
            #expect(some == Array(all.prefix(count * 200)))
        }
    }

    /// With an odd inner size the last pair has one number; beside it may lie anything.
    @Test func whatLiesBehindAnOddRowIsNotRead() throws {
        let wide = try Tensor.full([7, 6], .nan, .bfloat16)
        let x = try wide.narrowed(1, from: 0, count: 5), w = try drawn([3, 5], .bfloat16, seed: 7)
        try x.assign(drawn([7, 5], .bfloat16, seed: 8))
        #expect(try withoutGradients { try x.linear(w).floats() }.allSatisfy { $0.isFinite })
    }
}
