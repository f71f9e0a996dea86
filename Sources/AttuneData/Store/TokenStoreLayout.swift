/// The fixed head of a token store file, and where each section lies.
///
/// All numbers are little-endian. The payload follows the header: ids (Int32, padded to 8 bytes), token offsets and run
/// offsets (UInt64, one more than documents), weight runs (end UInt32, weight Float), records (file UInt32, source
/// UInt32, line UInt64, row UInt64), file names (UInt32 length and UTF-8 each), the manifest as JSON.
struct TokenStoreLayout: Equatable {
    static let magic: [UInt8] = Array("ATTNTOKS".utf8)
    static let version: UInt32 = 3
    static let headerBytes = 128
    static let runBytes = 8
    static let recordBytes = 24

    var documentCount = 0
    var tokenCount = 0
    var runCount = 0
    var fileTableBytes = 0
    var manifestBytes = 0
    var key = [UInt8](repeating: 0, count: 32)
    var checksum = [UInt8](repeating: 0, count: 32)

    /// The sections' byte ranges, in order: ids, token offsets, run offsets, runs, records, file names, manifest.
    func sections() throws(TokenStoreError) -> [Range<Int>] {
        let paddedTokens = tokenCount.addingReportingOverflow(tokenCount & 1)
        let offsets = documentCount.addingReportingOverflow(1)
        guard !paddedTokens.overflow, !offsets.overflow else { throw .damaged(detail: "its counts overflow") }
        let sizes: [(count: Int, bytes: Int)] = [
            (paddedTokens.partialValue, 4), (offsets.partialValue, 8), (offsets.partialValue, 8),
            (runCount, Self.runBytes), (documentCount, Self.recordBytes), (fileTableBytes, 1), (manifestBytes, 1),
        ]
        var ranges: [Range<Int>] = []
        var start = Self.headerBytes
        for size in sizes {
            let (bytes, tooLarge) = size.count.multipliedReportingOverflow(by: size.bytes)
            let (end, beyond) = start.addingReportingOverflow(bytes)
            guard size.count >= 0, !tooLarge, !beyond else { throw .damaged(detail: "its counts overflow") }
            ranges.append(start..<end)
            start = end
        }
        return ranges
    }

    /// The header's bytes.
    func encoded() -> [UInt8] {
        var bytes = Self.magic
        append(Self.version, to: &bytes)
        append(UInt32(Self.headerBytes), to: &bytes)
        for count in [documentCount, tokenCount, runCount, fileTableBytes, manifestBytes, 0] {
            append(UInt64(count), to: &bytes)
        }
        return bytes + key + checksum
    }

    /// Reads and checks a header.
    init(header: UnsafeRawBufferPointer) throws(TokenStoreError) {
        guard header.count >= Self.headerBytes, header.prefix(8).elementsEqual(Self.magic) else {
            throw .notAStore
        }
        let version = UInt32(littleEndian: header.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
        guard version == Self.version else { throw .otherVersion(found: Int(version)) }
        let headerBytes = UInt32(littleEndian: header.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
        guard Int(headerBytes) == Self.headerBytes, try Self.count(header, at: 56) == 0 else {
            throw .damaged(detail: "its header has another form")
        }
        documentCount = try Self.count(header, at: 16)
        tokenCount = try Self.count(header, at: 24)
        runCount = try Self.count(header, at: 32)
        fileTableBytes = try Self.count(header, at: 40)
        manifestBytes = try Self.count(header, at: 48)
        key = Array(header[64..<96])
        checksum = Array(header[96..<128])
    }

    init() {}

    private static func count(_ header: UnsafeRawBufferPointer, at offset: Int) throws(TokenStoreError) -> Int {
        let value = UInt64(littleEndian: header.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        guard let count = Int(exactly: value) else { throw .damaged(detail: "its counts overflow") }
        return count
    }

    private func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
}
