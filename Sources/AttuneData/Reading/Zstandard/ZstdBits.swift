/// Bits of a stream that is read from its end: the highest bit set in the last byte marks where it begins.
///
/// Bits before the first byte read as zeros; `position` then is negative, which the caller checks where it matters.
/// Source: RFC 8878, section 4.1.
struct ReverseBits {
    private let bytes: UnsafeRawBufferPointer
    /// The bits not read yet.
    private(set) var position: Int

    init(_ bytes: UnsafeRawBufferPointer) throws(ZstdProblem) {
        guard let last = bytes.last, last > 0 else { throw .broken("a stream of bits has no end mark") }
        self.bytes = bytes
        position = bytes.count * 8 - last.leadingZeroBitCount - 1
    }

    /// Takes up to 32 bits.
    @inline(__always)
    mutating func read(_ count: Int) -> Int {
        position -= count
        return bits(at: position, count)
    }

    /// The next bits, which are not taken.
    @inline(__always)
    func peek(_ count: Int) -> Int { bits(at: position - count, count) }

    /// Takes bits that were looked at.
    @inline(__always)
    mutating func skip(_ count: Int) { position -= count }

    @inline(__always)
    private func bits(at place: Int, _ count: Int) -> Int {
        let mask = 1 << count - 1
        let first = place >> 3
        guard place >= 0, first + 8 <= bytes.count else { return edgeBits(at: place, count) }
        let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: first, as: UInt64.self))
        return Int(truncatingIfNeeded: word >> UInt64(place & 7)) & mask
    }

    /// The same near either end of the bytes.
    private func edgeBits(at place: Int, _ count: Int) -> Int {
        var value = 0
        for bit in (place..<place + count).reversed() {
            let isSet = bit >= 0 && bit >> 3 < bytes.count && bytes[bit >> 3] >> UInt8(bit & 7) & 1 == 1
            value = value << 1 | (isSet ? 1 : 0)
        }
        return value
    }
}

/// Bits read from the first byte on, the lowest first.
struct ForwardBits {
    private let bytes: UnsafeRawBufferPointer
    private(set) var position = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// The bytes that were begun.
    var byteCount: Int { (position + 7) / 8 }

    /// Takes up to 16 bits.
    mutating func read(_ count: Int) throws(ZstdProblem) -> Int {
        var value = 0
        for bit in 0..<count {
            let place = position + bit
            guard place >> 3 < bytes.count else { throw .broken("a table breaks off") }
            value |= Int(bytes[place >> 3] >> UInt8(place & 7) & 1) << bit
        }
        position += count
        return value
    }

    /// Gives the last bit back.
    mutating func rewindOne() { position -= 1 }
}
