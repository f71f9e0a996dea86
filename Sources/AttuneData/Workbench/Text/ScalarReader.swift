/// The code points of UTF-8 bytes, one after another, with the place of each.
///
/// Bytes that are no UTF-8 give U+FFFD, one a byte, so that any buffer can be read to its end.
struct ScalarReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    /// The first byte not read yet.
    private(set) var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// The next code point, or nil at the end.
    @inline(__always)
    mutating func next() -> UInt32? {
        guard position < bytes.count else { return nil }
        let first = bytes[position]
        position += 1
        return first < 0x80 ? UInt32(first) : multibyte(first)
    }

    /// Takes the next eight bytes when all of them are ASCII and nothing in them stops the reading.
    @inline(__always)
    mutating func nextEightASCII(unless stops: (EightBytes) -> Bool = { _ in false }) -> EightBytes? {
        guard let eight = EightBytes(bytes, at: position), eight.isASCII, !stops(eight) else { return nil }
        position += 8
        return eight
    }

    private mutating func multibyte(_ first: UInt8) -> UInt32 {
        let following = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1
        guard first >= 0xC2, first <= 0xF4, position + following <= bytes.count else { return 0xFFFD }
        var value = UInt32(first) & (0x3F >> UInt32(following))
        for index in position..<position + following {
            guard bytes[index] & 0xC0 == 0x80 else { return 0xFFFD }
            value = value << 6 | UInt32(bytes[index] & 0x3F)
        }
        position += following
        return value
    }
}

extension String {
    /// Runs with the text's UTF-8 bytes.
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        if let result = try utf8.withContiguousStorageIfAvailable(body) { return result }
        return try Array(utf8).withUnsafeBufferPointer(body)
    }
}
