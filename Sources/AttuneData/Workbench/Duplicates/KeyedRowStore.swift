/// Keys of rows on disk, parted by key, so that rows with equal keys are found with little memory.
struct KeyedRowStore {
    /// A place in a row and its key.
    struct Entry {
        let key: UInt64
        let row: UInt32
        let position: UInt32
    }

    private static let partBits: UInt64 = 6

    private let parts: [SpillFile]

    init(folder: String) throws(DuplicateError) {
        var parts: [SpillFile] = []
        for _ in 0..<1 << Self.partBits { parts.append(try SpillFile(folder: folder)) }
        self.parts = parts
    }

    /// Takes a key.
    func append(_ entry: Entry) throws(DuplicateError) {
        let part = parts[Int(entry.key >> (64 - Self.partBits))]
        part.append(entry.key)
        part.append(entry.row)
        part.append(entry.position)
        try part.flushIfLarge()
    }

    /// Visits the entries that share a key, by row and position, one such bucket after another.
    func forEachBucket(_ body: (ArraySlice<Entry>) throws(DuplicateError) -> Void) throws(DuplicateError) {
        for part in parts {
            var entries: [Entry] = try part.numbers(at: 0, count: part.count / MemoryLayout<Entry>.stride)
            entries.sort { ($0.key, $0.row, $0.position) < ($1.key, $1.row, $1.position) }
            var start = 0
            while start < entries.count {
                var end = start + 1
                while end < entries.count, entries[end].key == entries[start].key { end += 1 }
                if end - start > 1 { try body(entries[start..<end]) }
                start = end
            }
        }
    }
}
