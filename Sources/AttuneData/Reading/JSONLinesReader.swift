/// One JSON object a line; blank lines are passed over.
struct JSONLinesReader: RowReader {
    private let path: String
    private let limits: ReadingLimits
    private var lines: LineReader
    private var row = 0

    init(path: String, limits: ReadingLimits) throws(DataError) {
        self.path = path
        self.limits = limits
        lines = try LineReader(path: path, limit: limits.rowBytes)
    }

    mutating func next() throws(DataError) -> PendingRow? {
        while let line = try lines.next() {
            if let bytes = line.bytes, bytes.allSatisfy(isJSONSpace) { continue }
            row += 1
            let record = RecordReference(file: path, line: line.number, row: row)
            guard let bytes = line.bytes else {
                let message = "the line is longer than \(limits.rowBytes) bytes"
                return .parsed(
                    .finding(Finding(.tooLong, record, message: message, excerpt: excerpt(of: line.beginning))))
            }
            return .json(bytes, record, firstColumn: 1)
        }
        return nil
    }
}
