internal import Crypto

/// 128 bits of a text's SHA-256 digest, runs of white space counted as one space: equal exactly when the texts are.
public struct RowKey: Sendable, Hashable {
    let high: UInt64
    let low: UInt64

    /// Digests texts one after another, each apart from the next.
    public init(_ texts: String...) {
        var hash = SHA256()
        for text in texts {
            text.withBytes { bytes in
                let collapsed = Self.collapsed(bytes)
                withUnsafeBytes(of: UInt64(collapsed.count).littleEndian) { hash.update(bufferPointer: $0) }
                collapsed.withUnsafeBytes { hash.update(bufferPointer: $0) }
            }
        }
        (high, low) = hash.finalize().withUnsafeBytes {
            ($0.loadUnaligned(as: UInt64.self), $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        }
    }

    /// The bytes with one space for each run of ASCII white space, and none at either end.
    private static func collapsed(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: bytes.count) { result, count in
            var needsSpace = false
            for byte in bytes {
                if byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) {
                    needsSpace = count > 0
                    continue
                }
                if needsSpace {
                    result[count] = 0x20
                    count += 1
                    needsSpace = false
                }
                result[count] = byte
                count += 1
            }
        }
    }
}
