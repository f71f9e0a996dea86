internal import CSHA256

/// A SHA-256 digest in the making (FIPS 180-4).
///
/// Own code because of what the alternative costs: a general cryptography package is two thirds of all files that a first
/// build of Attune would compile. It takes the processor's SHA instructions where there are any.
public struct SHA256: Sendable {
    private var digest = attune_sha256()
    private let form: attune_sha256_form

    /// A digest of no bytes yet.
    public init() { self.init(form: attune_sha256_best()) }

    init(form: attune_sha256_form) {
        self.form = form
        attune_sha256_begin(&digest)
    }

    /// Adds bytes.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        attune_sha256_update(&digest, bytes.baseAddress, bytes.count, form)
    }

    /// Adds bytes.
    public mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

    /// Hands over the 32 bytes of the digest of all that was added.
    public func withDigest<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        var ending = digest
        return try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { result in
            if let place = result.baseAddress { attune_sha256_finish(&ending, place, form) }
            return try body(UnsafeRawBufferPointer(result))
        }
    }

    /// The 32 bytes of the digest of all that was added.
    public var bytes: [UInt8] { withDigest { Array($0) } }

    /// The same as 64 hexadecimal digits.
    public var hexadecimal: String { hexadecimalText(bytes) }
}

/// Bytes in hexadecimal digits.
public func hexadecimalText(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
