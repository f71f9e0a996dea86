import AttuneTensor
import Testing

/// Rounding by chance to bfloat16, by the published vector of Philox and on average.
struct RoundingTests {
    private func rounded(_ bits: [UInt32], _ draw: Draw) throws -> [UInt32] {
        let result = try Tensor.empty([bits.count], .bfloat16)
        try result.round(Tensor(bits.map(Float.init(bitPattern:)), [bits.count]), draw)
        return try result.converted(to: .float32).floats().map(\.bitPattern)
    }

    /// The first words of the all-zero counter and key are 6627E8D5, E169C58D, BC57AC4C and 9B00DBD8: a number moves up
    /// when its lower half and the word's upper half together reach 10000.
    @Test(arguments: [
        (UInt32(0x0000), [false, false, false, false]), (UInt32(0x4000), [false, true, false, false]),
        (UInt32(0x7000), [false, true, true, true]), (UInt32(0x99D8), [false, true, true, true]),
        (UInt32(0x99D9), [true, true, true, true]),
    ])
    func eachNumberGoesWhereItsWordSays(lower: UInt32, isUp: [Bool]) throws {
        for upper in [UInt32(0x3F80_0000), 0xBF80_0000, 0x0000_0000] {
            let found = try rounded(Array(repeating: upper | lower, count: 4), Draw(seed: 0, step: 0, microBatch: 0))
            #expect(found == isUp.map { upper + ($0 ? 0x1_0000 : 0) })
        }
    }

    @Test func onAverageItIsRight() throws {
        let count = 40_000
        let bits = Array(repeating: UInt32(0x3F80_4000), count: count)  // a quarter of the way to the next
        let first = try rounded(bits, Draw(seed: 1, step: 2, microBatch: 3, stream: 4))
        let share = Double(first.count { $0 == 0x3F81_0000 }) / Double(count)
        #expect(abs(share - 0.25) < 0.01 && first.allSatisfy { $0 == 0x3F81_0000 || $0 == 0x3F80_0000 })
        #expect(try rounded(bits, Draw(seed: 1, step: 2, microBatch: 3, stream: 4)) == first)
        for other in [
            Draw(seed: 2, step: 2, microBatch: 3, stream: 4), Draw(seed: 1, step: 3, microBatch: 3, stream: 4),
            Draw(seed: 1, step: 2, microBatch: 3, stream: 5),
        ] { #expect(try rounded(bits, other) != first) }
    }

    @Test func infinityStaysAndOtherShapesAndTypesAreRefused() throws {
        let draw = Draw(seed: 0, step: 0, microBatch: 0)
        #expect(try rounded([0x7F80_0000, 0xFF80_0000], draw) == [0x7F80_0000, 0xFF80_0000])
        let four = try Tensor.zeros([4], .float32)
        #expect(throws: EngineError.self) { try Tensor.empty([5], .bfloat16).round(four, draw) }
        #expect(throws: EngineError.self) { try Tensor.empty([4], .float32).round(four, draw) }
    }
}
