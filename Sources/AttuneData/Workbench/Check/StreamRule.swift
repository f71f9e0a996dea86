/// A question about a row that depends on the rows before it.
protocol StreamRule {
    /// Takes the next row that can be used; returns what is wrong with it.
    ///
    /// - Throws: `DuplicateError` when the disk refuses.
    mutating func take(
        _ row: RowDigest.Content, number: Int, places: UsableRowPlaces, reference: RecordReference
    ) throws -> [Finding]
}

/// Where the usable rows lie: on disk, since hardly one of them is asked for.
struct UsableRowPlaces {
    private let places: SpillFile
    private var files: [(path: String, split: DataSplit, firstRow: Int)] = []
    /// The rows taken.
    private(set) var count = 0

    init() throws { places = try SpillFile(folder: temporaryFolder()) }

    /// Begins a file; the rows that follow lie in it.
    mutating func begin(_ path: String, _ split: DataSplit) { files.append((path, split, count)) }

    /// Takes the next row.
    mutating func append(_ reference: RecordReference) throws {
        places.append([reference.line, reference.row])
        try places.flushIfLarge()
        count += 1
    }

    /// Where a row lies.
    func reference(_ number: Int) throws -> RecordReference {
        let place: [Int] = try places.numbers(at: number * 2 * MemoryLayout<Int>.stride, count: 2)
        return RecordReference(file: files[file(of: number)].path, line: place[0], row: place[1])
    }

    /// What a row is called in a message about another: its line, with the file when that is another one.
    func name(of number: Int, besides reference: RecordReference) throws -> String {
        let other = try self.reference(number)
        return other.file == reference.file ? "line \(other.line)" : "\(other)"
    }

    /// What a row is for.
    func split(_ number: Int) -> DataSplit { files[file(of: number)].split }

    /// The last file that begins at or before a row.
    private func file(of number: Int) -> Int {
        var (first, end) = (0, files.count)
        while end - first > 1 {
            let middle = (first + end) / 2
            if files[middle].firstRow <= number { first = middle } else { end = middle }
        }
        return first
    }
}
