@testable import AttuneData
import Testing

@Suite struct PhiloxTests {
    /// The known answers for philox4x32 with 10 rounds that the authors publish beside their code.
    @Test(arguments: [
        (
            UInt64(0), [UInt32](repeating: 0, count: 4),
            [UInt32]([0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8])
        ),
        (
            UInt64.max, [UInt32](repeating: .max, count: 4),
            [UInt32]([0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd])
        ),
        (
            UInt64(0x299f_31d0_a409_3822), [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
            [UInt32]([0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1])
        ),
    ])
    func blocksEqualThePublishedAnswers(seed: UInt64, counter: [UInt32], expected: [UInt32]) {
        let block = Philox(seed: seed).block(counter[0], counter[1], counter[2], counter[3])
        #expect([block.0, block.1, block.2, block.3] == expected)
    }

    @Test func aPermutationHoldsEveryNumberOnce() {
        for count in [0, 1, 2, 3, 1000] {
            #expect(Philox(seed: 7).permutation(count: count, stream: 1).sorted() == (0..<Int32(count)).map { $0 })
        }
    }

    @Test func permutationsOfThreeAreEquallyLikely() {
        var counts: [[Int32]: Int] = [:]
        for stream in 0..<6000 {
            counts[Philox(seed: 1).permutation(count: 3, stream: UInt64(stream)), default: 0] += 1
        }
        #expect(counts.count == 6)
        #expect(counts.values.allSatisfy { abs($0 - 1000) < 150 })
    }
}
