internal import AttuneFormats

/// 128 bits of a text's SHA-256 digest, runs of white space counted as one space: equal exactly when the texts are.
public struct RowKey: Sendable, Hashable, BitwiseCopyable {
    let high: UInt64
    let low: UInt64

    /// Digests a text.
    public init(_ text: String) {
        var hash = SHA256()
        text.withBytes { hash.update(Self.collapsed($0)) }
        self.init(hash)
    }

    /// One key of two: equal exactly when both are.
    init(_ first: RowKey, _ second: RowKey) {
        var hash = SHA256()
        withUnsafeBytes(of: (first, second)) { hash.update($0) }
        self.init(hash)
    }

    private init(_ hash: SHA256) {
        (high, low) = hash.withDigest {
            ($0.loadUnaligned(as: UInt64.self), $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        }
    }

    /// The bytes with one space for each run of ASCII white space, and none at either end.
    private static func collapsed(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: bytes.count) { result, count in
            var afterSpace = 1
            for place in stride(from: 0, to: bytes.count, by: 8) {
                if let eight = EightBytes(bytes, at: place), eight.isCollapsed(afterSpace: afterSpace == 1) {
                    result.store(eight, at: count)
                    count += 8
                    afterSpace = bytes[place + 7] == 0x20 ? 1 : 0
                    continue
                }
                // Without branches: each byte is written, and overwritten by the next one when it is not wanted.
                for byte in bytes[place..<min(bytes.count, place + 8)] {
                    let isSpace = byte == 0x20 || byte &- 0x09 < 5 ? 1 : 0
                    result[count] = isSpace == 1 ? 0x20 : byte
                    count += 1 - (isSpace & afterSpace)
                    afterSpace = isSpace
                }
            }
            if count > 0, afterSpace == 1 { count -= 1 }
        }
    }
}

extension EightBytes {
    /// Whether white space is nothing but single spaces.
    @inline(__always)
    fileprivate func isCollapsed(afterSpace: Bool) -> Bool {
        let spaces = flags(0x20...0x20)
        return flags(0x09...0x0D) | spaces & (spaces << 8 | (afterSpace ? 0x80 : 0)) == 0
    }
}

extension UnsafeMutableBufferPointer<UInt8> {
    /// Writes eight bytes from a place on.
    @inline(__always)
    fileprivate func store(_ eight: EightBytes, at place: Int) {
        UnsafeMutableRawBufferPointer(self).storeBytes(
            of: eight.word.littleEndian, toByteOffset: place, as: UInt64.self)
    }
}
