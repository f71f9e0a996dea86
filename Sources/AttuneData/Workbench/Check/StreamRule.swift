/// A question about a row that depends on the rows before it.
protocol StreamRule {
    /// Takes the next row that can be used; returns what is wrong with it.
    mutating func take(_ row: RowDigest.Content, number: Int, places: UsableRowPlaces, reference: RecordReference)
        -> [Finding]
}

/// Where the usable rows lie, in 12 bytes a row.
struct UsableRowPlaces: Sendable {
    private var lines: [UInt32] = []
    private var rows: [UInt32] = []
    private var files: [UInt16] = []
    private var names: [(path: String, split: DataSplit)] = []

    /// The rows taken.
    var count: Int { lines.count }

    /// Begins a file; the rows that follow lie in it.
    mutating func begin(_ path: String, _ split: DataSplit) { names.append((path, split)) }

    /// Takes the next row.
    mutating func append(_ reference: RecordReference) {
        lines.append(UInt32(clamping: reference.line))
        rows.append(UInt32(clamping: reference.row))
        files.append(UInt16(clamping: names.count - 1))
    }

    /// Where a row lies.
    func reference(_ number: Int) -> RecordReference {
        RecordReference(file: names[Int(files[number])].path, line: Int(lines[number]), row: Int(rows[number]))
    }

    /// What a row is called in a message about another: its line, with the file when that is another one.
    func name(of number: Int, besides reference: RecordReference) -> String {
        let other = self.reference(number)
        return other.file == reference.file ? "line \(other.line)" : "\(other)"
    }

    /// What a row is for.
    func split(_ number: Int) -> DataSplit { names[Int(files[number])].split }
}
