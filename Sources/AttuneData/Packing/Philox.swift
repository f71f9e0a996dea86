/// Random numbers as a pure function of a key and a counter (Philox 4x32, 10 rounds).
///
/// Nothing is drawn in sequence, so a resumed or parallel run sees the same numbers as an uninterrupted one.
/// Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011, section 3.2.
package struct Philox: Sendable {
    private let key: (UInt32, UInt32)

    package init(seed: UInt64) {
        key = (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    }

    /// The four words of a 128-bit counter.
    package func block(_ c0: UInt32, _ c1: UInt32, _ c2: UInt32, _ c3: UInt32) -> (UInt32, UInt32, UInt32, UInt32) {
        var (a, b, c, d) = (c0, c1, c2, c3)
        var (k0, k1) = key
        for _ in 0..<10 {
            let first = UInt64(a) * 0xD251_1F53
            let second = UInt64(c) * 0xCD9E_8D57
            (a, b, c, d) = (
                UInt32(second >> 32) ^ b ^ k0, UInt32(truncatingIfNeeded: second),
                UInt32(first >> 32) ^ d ^ k1, UInt32(truncatingIfNeeded: first)
            )
            k0 &+= 0x9E37_79B9
            k1 &+= 0xBB67_AE85
        }
        return (a, b, c, d)
    }

    /// 64 random bits for an index of a stream.
    package func bits(stream: UInt64, index: UInt64) -> UInt64 {
        let words = block(
            UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index >> 32),
            UInt32(truncatingIfNeeded: stream), UInt32(truncatingIfNeeded: stream >> 32))
        return UInt64(words.0) | UInt64(words.1) << 32
    }

    /// A whole number below a bound; the bias is under bound / 2^64.
    package func number(below bound: Int, stream: UInt64, index: UInt64) -> Int {
        Int(bits(stream: stream, index: index).multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// The numbers 0 ..< count in random order (Fisher and Yates).
    package func permutation(count: Int, stream: UInt64) -> [Int32] {
        var order = (0..<Int32(count)).map { $0 }
        for i in stride(from: count - 1, to: 0, by: -1) {
            order.swapAt(i, number(below: i + 1, stream: stream, index: UInt64(i)))
        }
        return order
    }
}
