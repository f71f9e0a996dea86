internal import AttuneFormats
internal import Foundation

/// Writes a token store: ids go to disk as they come, the small tables when it is finished.
///
/// The file appears under its name only when it is complete and on disk; an abandoned writer leaves nothing behind.
public final class TokenStoreWriter {
    private let path: String
    private let partialPath: String
    private let file: FileHandle
    private var layout = TokenStoreLayout()
    private var hash = SHA256()
    private var pending: [UInt8] = []
    private var tokenOffsets: [UInt64] = [0]
    private var runOffsets: [UInt64] = [0]
    private var runs: [UInt8] = []
    private var records: [UInt8] = []
    private var fileNames: [String] = []
    private var fileNumbers: [String: Int] = [:]
    private var isFinished = false

    /// Starts a store at a path; missing folders are made.
    ///
    /// - Throws: `TokenStoreError.inaccessible` when the folder or file cannot be made.
    public init(path: String, key: TokenStoreKey) throws {
        self.path = path
        partialPath = path + ".partial-\(UInt64.random(in: 0 ... .max))"
        layout.key = key.digest
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(layout.encoded()).write(to: URL(fileURLWithPath: partialPath))
            file = try FileHandle(forUpdating: URL(fileURLWithPath: partialPath))
            try file.seekToEnd()
        } catch {
            throw TokenStoreError.inaccessible(path: partialPath, reason: "\(error)")
        }
    }

    deinit {
        if !isFinished {
            try? file.close()
            try? FileManager.default.removeItem(atPath: partialPath)
        }
    }

    /// The number of documents so far.
    public var documentCount: Int { layout.documentCount }

    /// Appends a document.
    ///
    /// - Parameters:
    ///   - sample: the document.
    ///   - source: the number of the data source it belongs to, from 0.
    /// - Throws: `TokenStoreError` when it does not fit the store or the disk.
    public func append(_ sample: EncodedSample, source: Int) throws {
        guard sample.ids.count == sample.weights.count, sample.ids.count < Int(Int32.max),
            layout.documentCount < Int(Int32.max), let source = UInt32(exactly: source)
        else { throw TokenStoreError.tooLarge(detail: "\(sample.record)") }
        sample.ids.withUnsafeBytes { pending.append(contentsOf: $0) }
        appendRuns(sample.weights)
        appendRecord(sample.record, source: source)
        layout.documentCount += 1
        layout.tokenCount += sample.ids.count
        tokenOffsets.append(UInt64(layout.tokenCount))
        runOffsets.append(UInt64(layout.runCount))
        if pending.count >= 1 << 20 { try flush() }
    }

    /// Completes the store and opens it.
    ///
    /// - Throws: `TokenStoreError` when the disk refuses.
    public func finish(manifest: DataManifest) throws -> TokenStore {
        if layout.tokenCount & 1 == 1 { pending.append(contentsOf: [0, 0, 0, 0]) }
        try flush()
        for table in [tokenOffsets, runOffsets] { try write(table.withUnsafeBytes { Array($0) }) }
        try write(runs)
        try write(records)
        let names = fileTable()
        let manifestJSON = [UInt8](try JSONEncoder().encode(manifest))
        layout.fileTableBytes = names.count
        layout.manifestBytes = manifestJSON.count
        try write(names)
        try write(manifestJSON)
        try close()
        return try TokenStore(path: path, key: TokenStoreKey(digest: layout.key))
    }

    private func close() throws {
        layout.checksum = hash.bytes
        do {
            try file.seek(toOffset: 0)
            try file.write(contentsOf: Data(layout.encoded()))
            try file.synchronize()
            try file.close()
            guard rename(partialPath, path) == 0 else {
                throw TokenStoreError.inaccessible(path: path, reason: String(cString: strerror(errno)))
            }
            isFinished = true
        } catch let error as TokenStoreError {
            throw error
        } catch {
            throw TokenStoreError.inaccessible(path: path, reason: "\(error)")
        }
    }

    private func flush() throws {
        try write(pending)
        pending.removeAll(keepingCapacity: true)
    }

    private func write(_ bytes: [UInt8]) throws {
        guard !bytes.isEmpty else { return }
        hash.update(bytes)
        do { try file.write(contentsOf: Data(bytes)) } catch {
            throw TokenStoreError.inaccessible(path: partialPath, reason: "\(error)")
        }
    }
}

extension TokenStoreWriter {
    /// Weights are mostly long runs of 0 and of 1, so each run is stored once, with the position after it.
    private func appendRuns(_ weights: [Float]) {
        var start = 0
        while start < weights.count {
            let weight = weights[start]
            var end = start + 1
            while end < weights.count, weights[end] == weight { end += 1 }
            appendBytes(UInt32(end), to: &runs)
            appendBytes(weight.bitPattern, to: &runs)
            layout.runCount += 1
            start = end
        }
    }

    private func appendRecord(_ record: RecordReference, source: UInt32) {
        let number: Int
        if let known = fileNumbers[record.file] {
            number = known
        } else {
            number = fileNames.count
            fileNumbers[record.file] = number
            fileNames.append(record.file)
        }
        appendBytes(UInt32(number), to: &records)
        appendBytes(source, to: &records)
        appendBytes(UInt64(max(0, record.line)), to: &records)
        appendBytes(UInt64(max(0, record.row)), to: &records)
    }

    private func fileTable() -> [UInt8] {
        var bytes: [UInt8] = []
        for name in fileNames {
            appendBytes(UInt32(name.utf8.count), to: &bytes)
            bytes.append(contentsOf: name.utf8)
        }
        return bytes
    }

    private func appendBytes(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
}
