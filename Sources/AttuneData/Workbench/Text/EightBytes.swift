/// Eight bytes of a text at once, so that what is rare can be passed over quickly.
///
/// Each question is answered with the high bit of every byte that it is true of, the first byte lowest.
struct EightBytes {
    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// The bytes, the first one lowest.
    let word: UInt64

    /// The bytes from a place on; nil when fewer than eight follow.
    @inline(__always)
    init?(_ bytes: UnsafeBufferPointer<UInt8>, at place: Int) {
        guard place + 8 <= bytes.count else { return nil }
        word = UInt64(
            littleEndian: UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: place, as: UInt64.self))
    }

    /// Whether no byte is beyond ASCII.
    @inline(__always)
    var isASCII: Bool { word & Self.highBits == 0 }

    /// The bytes that lie in a range of ASCII.
    @inline(__always)
    func flags(_ range: ClosedRange<UInt8>) -> UInt64 {
        let low = word & ~Self.highBits
        // The sums stay below 256, so that no byte disturbs the next.
        let reaches = low &+ Self.eightTimes(0x80 &- range.lowerBound)
        let exceeds = low &+ Self.eightTimes(0x7F &- range.upperBound)
        return reaches & ~exceeds & ~word & Self.highBits
    }

    /// The bytes that are letters of ASCII.
    @inline(__always)
    var letters: UInt64 { flags(0x41...0x5A) | flags(0x61...0x7A) }

    @inline(__always)
    private static func eightTimes(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }
}
