@testable import AttuneData
import Testing

@Suite struct EightBytesTests {
    /// The high bit of each byte for which the range holds, asked byte by byte.
    private func expected(_ bytes: [UInt8], _ holds: (UInt8) -> Bool) -> UInt64 {
        bytes.enumerated().reduce(0) { $0 | (holds($1.element) ? 0x80 << UInt64($1.offset * 8) : 0) }
    }

    @Test(arguments: [0x30...0x39, 0x09...0x0D, 0x20...0x20, 0x00...0x7F, 0x7F...0x7F] as [ClosedRange<UInt8>])
    func everyByteIsSeenInTheRangeThatItLiesIn(range: ClosedRange<UInt8>) throws {
        for byte in UInt8.min...UInt8.max {
            // Neighbours of every kind, so that a carry would show.
            let bytes: [UInt8] = [byte, 0xFF, 0x00, byte, 0x7F, 0x80, byte, 0x30]
            let eight = try #require(bytes.withUnsafeBufferPointer { EightBytes($0, at: 0) })
            #expect(eight.flags(range) == expected(bytes) { range.contains($0) }, "\(byte)")
            #expect(eight.letters == expected(bytes, isASCIILetter), "\(byte)")
        }
    }

    @Test func sevenBytesAreNotEight() {
        #expect([UInt8](repeating: 0, count: 15).withUnsafeBufferPointer { EightBytes($0, at: 8) } == nil)
    }

    @Test(arguments: 1..<20)
    func aRowKeySeesTheSameWhiteSpaceWhereverItStands(offset: Int) {
        let before = String(repeating: "x", count: offset)
        let key = RowKey("\(before) one two")
        for space in ["  ", "\n", " \r\n\t ", String(repeating: " ", count: 17)] {
            #expect(RowKey("\(space)\(before)\(space)one\(space)two\(space)") == key)
        }
        #expect(RowKey("\(before)one two") != key)
        #expect(RowKey("\(before) onetwo") != key)
    }

    @Test(arguments: 0..<17)
    func lettersCountOnceWhereverTheOtherScriptBegins(latin: Int) {
        let shares = ScriptShares(String(repeating: "a", count: latin) + "1 \u{5929}z", limit: latin + 3)
        #expect(shares[.latin] == latin)
        #expect(shares[.han] == 1)
    }
}
