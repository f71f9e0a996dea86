internal import AttuneFormats
internal import Foundation

/// What a token store's contents follow from, as one SHA-256 digest.
public struct TokenStoreKey: Sendable, Hashable {
    /// The 32 bytes of the digest.
    public let digest: [UInt8]

    /// Digests the parts, each with its length, so that no two lists of parts share a key.
    ///
    /// - Parameter parts: digests of the data files, the tokenizer's fingerprint, the template, the options.
    public init(parts: [[UInt8]]) {
        var hash = SHA256()
        for part in parts {
            withUnsafeBytes(of: UInt64(part.count).littleEndian) { hash.update($0) }
            hash.update(part)
        }
        digest = hash.bytes
    }

    init(digest: [UInt8]) {
        self.digest = digest
    }

    /// The digest in hexadecimal, as in the cache file's name.
    public var hexadecimal: String { hexadecimalText(digest) }
}

/// The SHA-256 digest of a file's bytes, read in pieces.
///
/// - Throws: `TokenStoreError.inaccessible` when it cannot be read.
public func fileDigest(path: String) throws -> [UInt8] {
    var source = try ByteSource(path: path)
    var hash = SHA256()
    while let piece = try source.next() {
        piece.withUnsafeBytes { hash.update($0) }
    }
    return hash.bytes
}
