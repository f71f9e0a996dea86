internal import AttuneFormats
internal import Foundation

/// All documents of a data set as token ids and loss weights, in a mapped file.
///
/// Only the lengths, sources and file names are held in memory; ids are read from the mapping when a batch needs them.
public struct TokenStore: Sendable {
    /// The number of tokens of each document.
    public let lengths: [Int32]
    /// The data source each document belongs to.
    public let sources: [Int32]
    /// What was read, dropped and changed while the store was made.
    public let manifest: DataManifest

    private let bytes: Data
    private let sections: [Range<Int>]
    private let files: [String]

    /// Maps a store and verifies its length, checksum and offsets.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - key: the key it must have; nil accepts any.
    /// - Throws: `TokenStoreError` when it is not this store, or damaged.
    public init(path: String, key: TokenStoreKey? = nil) throws {
        let bytes: Data
        do { bytes = try Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped) } catch {
            throw TokenStoreError.inaccessible(path: path, reason: "\(error)")
        }
        let layout = try bytes.withUnsafeBytes { try TokenStoreLayout(header: $0) }
        if let key, key.digest != layout.key { throw TokenStoreError.otherKey }
        sections = try layout.sections()
        guard sections.last?.upperBound == bytes.count else {
            throw TokenStoreError.damaged(detail: "its length does not fit its header")
        }
        try Self.verifyChecksum(of: bytes, layout)
        let offsets = try Self.offsets(bytes, sections[1], limit: layout.tokenCount)
        _ = try Self.offsets(bytes, sections[2], limit: layout.runCount)
        lengths = try zip(offsets, offsets.dropFirst()).map { pair in
            guard let length = Int32(exactly: pair.1 - pair.0) else {
                throw TokenStoreError.damaged(detail: "a document is too long")
            }
            return length
        }
        files = try Self.fileNames(bytes, sections[5])
        sources = try Self.sourceNumbers(bytes, sections[4], fileCount: files.count)
        do {
            manifest = try JSONDecoder().decode(DataManifest.self, from: bytes.subdata(in: sections[6]))
        } catch {
            throw TokenStoreError.damaged(detail: "its manifest cannot be read")
        }
        self.bytes = bytes
    }

    /// The number of documents.
    public var documentCount: Int { lengths.count }

    /// The token ids of a document.
    public func ids(of document: Int) -> [Int32] {
        bytes.withUnsafeBytes { all in
            let start = offset(all, section: 1, document)
            let count = Int(lengths[document])
            return [Int32](unsafeUninitializedCapacity: count) { target, initialized in
                let source = all[(sections[0].lowerBound + start * 4)...].prefix(count * 4)
                UnsafeMutableRawBufferPointer(target).copyBytes(from: source)
                initialized = count
            }
        }
    }

    /// The loss weight of each token of a document as a target.
    public func weights(of document: Int) -> [Float] {
        bytes.withUnsafeBytes { all in
            let count = Int(lengths[document])
            let base = sections[3].lowerBound
            var weights = [Float](repeating: 0, count: count)
            var start = 0
            for run in offset(all, section: 2, document)..<offset(all, section: 2, document + 1) {
                let at = base + run * TokenStoreLayout.runBytes
                let end = min(count, Int(UInt32(littleEndian: all.loadUnaligned(fromByteOffset: at, as: UInt32.self))))
                let pattern = UInt32(littleEndian: all.loadUnaligned(fromByteOffset: at + 4, as: UInt32.self))
                let weight = Float(bitPattern: pattern)
                while start < end {
                    weights[start] = weight
                    start += 1
                }
            }
            return weights
        }
    }

    /// The row a document came from.
    public func reference(of document: Int) -> RecordReference {
        bytes.withUnsafeBytes { all in
            let at = sections[4].lowerBound + document * TokenStoreLayout.recordBytes
            let file = Int(UInt32(littleEndian: all.loadUnaligned(fromByteOffset: at, as: UInt32.self)))
            let line = UInt64(littleEndian: all.loadUnaligned(fromByteOffset: at + 8, as: UInt64.self))
            let row = UInt64(littleEndian: all.loadUnaligned(fromByteOffset: at + 16, as: UInt64.self))
            return RecordReference(
                file: files[file], line: Int(truncatingIfNeeded: line), row: Int(truncatingIfNeeded: row))
        }
    }

    private func offset(_ all: UnsafeRawBufferPointer, section: Int, _ index: Int) -> Int {
        let at = sections[section].lowerBound + index * 8
        return Int(truncatingIfNeeded: UInt64(littleEndian: all.loadUnaligned(fromByteOffset: at, as: UInt64.self)))
    }
}

extension TokenStore {
    private static func verifyChecksum(of bytes: Data, _ layout: TokenStoreLayout) throws {
        var hash = SHA256()
        bytes.withUnsafeBytes { all in
            hash.update(UnsafeRawBufferPointer(rebasing: all[TokenStoreLayout.headerBytes...]))
        }
        guard hash.bytes == layout.checksum else {
            throw TokenStoreError.damaged(detail: "its checksum does not match")
        }
    }

    /// Offsets that begin at 0, never fall and end at the limit.
    private static func offsets(_ bytes: Data, _ section: Range<Int>, limit: Int) throws -> [Int] {
        let values = bytes.withUnsafeBytes { all in
            stride(from: section.lowerBound, to: section.upperBound, by: 8).map {
                UInt64(littleEndian: all.loadUnaligned(fromByteOffset: $0, as: UInt64.self))
            }
        }
        guard values.first == 0, values.last == UInt64(limit), zip(values, values.dropFirst()).allSatisfy({ $0 <= $1 })
        else { throw TokenStoreError.damaged(detail: "its offsets do not rise") }
        return values.map { Int(truncatingIfNeeded: $0) }
    }

    private static func fileNames(_ bytes: Data, _ section: Range<Int>) throws -> [String] {
        var names: [String] = []
        var at = section.lowerBound
        try bytes.withUnsafeBytes { all in
            while at < section.upperBound {
                guard section.upperBound - at >= 4 else { throw TokenStoreError.damaged(detail: "its file names") }
                let length = Int(UInt32(littleEndian: all.loadUnaligned(fromByteOffset: at, as: UInt32.self)))
                guard section.upperBound - at - 4 >= length else {
                    throw TokenStoreError.damaged(detail: "its file names")
                }
                names.append(String(decoding: all[(at + 4)..<(at + 4 + length)], as: UTF8.self))
                at += 4 + length
            }
        }
        return names
    }

    private static func sourceNumbers(_ bytes: Data, _ section: Range<Int>, fileCount: Int) throws -> [Int32] {
        try bytes.withUnsafeBytes { all in
            try stride(from: section.lowerBound, to: section.upperBound, by: TokenStoreLayout.recordBytes).map { at in
                let file = UInt32(littleEndian: all.loadUnaligned(fromByteOffset: at, as: UInt32.self))
                let source = UInt32(littleEndian: all.loadUnaligned(fromByteOffset: at + 4, as: UInt32.self))
                guard Int(file) < fileCount, let number = Int32(exactly: source) else {
                    throw TokenStoreError.damaged(detail: "a record names no file")
                }
                return number
            }
        }
    }
}
