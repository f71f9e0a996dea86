/// The band keys of all rows on disk, parted by key, so that rows with equal keys are found with little memory.
struct BandStore {
    /// A row's key in one band.
    struct Entry {
        let key: UInt64
        let row: UInt32
    }

    private static let partBits: UInt64 = 6
    private static let entryBytes = 12

    private let parts: [SpillFile]

    init(folder: String) throws(DuplicateError) {
        var parts: [SpillFile] = []
        for _ in 0..<1 << Self.partBits { parts.append(try SpillFile(folder: folder)) }
        self.parts = parts
    }

    /// Takes a row's keys.
    func append(_ keys: [UInt64], row: UInt32) throws(DuplicateError) {
        for key in keys {
            let part = parts[Int(key >> (64 - Self.partBits))]
            part.append(key)
            part.append(row)
            try part.flushIfLarge()
        }
    }

    /// Visits the rows that share a key, ascending, one such bucket after another.
    func forEachBucket(_ body: ([UInt32]) throws(DuplicateError) -> Void) throws(DuplicateError) {
        for part in parts {
            let entries = try Self.sorted(part)
            var start = 0
            while start < entries.count {
                var end = start + 1
                while end < entries.count, entries[end].key == entries[start].key { end += 1 }
                if end - start > 1 { try body(entries[start..<end].map(\.row)) }
                start = end
            }
        }
    }

    private static func sorted(_ part: SpillFile) throws(DuplicateError) -> [Entry] {
        var bytes = [UInt8](repeating: 0, count: part.count)
        let outcome: Result<Void, DuplicateError> = bytes.withUnsafeMutableBytes { buffer in
            do throws(DuplicateError) { return .success(try part.read(at: 0, into: buffer)) } catch {
                return .failure(error)
            }
        }
        try outcome.get()
        var entries = bytes.withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count, by: entryBytes).map { offset in
                Entry(
                    key: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self),
                    row: bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt32.self))
            }
        }
        entries.sort { ($0.key, $0.row) < ($1.key, $1.row) }
        return entries
    }
}
