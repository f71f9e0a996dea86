internal import AttuneFormats

/// 128 bits of a text's SHA-256 digest, runs of white space counted as one space: equal exactly when the texts are.
public struct RowKey: Sendable, Hashable, BitwiseCopyable {
    let high: UInt64
    let low: UInt64

    /// Digests texts one after another, each apart from the next.
    public init(_ texts: String...) {
        var hash = SHA256()
        for text in texts {
            text.withBytes { bytes in
                let collapsed = Self.collapsed(bytes)
                withUnsafeBytes(of: UInt64(collapsed.count).littleEndian) { hash.update($0) }
                hash.update(collapsed)
            }
        }
        (high, low) = hash.withDigest {
            ($0.loadUnaligned(as: UInt64.self), $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        }
    }

    /// The bytes with one space for each run of ASCII white space, and none at either end.
    private static func collapsed(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: bytes.count) { result, count in
            // Without branches: each byte is written, and overwritten by the next one when it is not wanted.
            var afterSpace = 1
            for byte in bytes {
                let isSpace = byte == 0x20 || byte &- 0x09 < 5 ? 1 : 0
                result[count] = isSpace == 1 ? 0x20 : byte
                count += 1 - (isSpace & afterSpace)
                afterSpace = isSpace
            }
            if count > 0, afterSpace == 1 { count -= 1 }
        }
    }
}
