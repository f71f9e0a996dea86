/// The rows of a CSV or TSV file as byte fields, by RFC 4180: quoted fields may hold delimiters, quotes and line breaks.
///
/// A quote inside of an unquoted field stands for itself. Rows end with LF, CRLF or CR; empty lines are passed over.
struct TableRowReader {
    /// One row.
    struct Row {
        /// The line its first byte lies on.
        var line: Int
        /// The fields without their quotes.
        var fields: [[UInt8]] = [[]]
        /// Where a field goes on after its closing quote: line, field number.
        var strayField: Int?
        /// Whether the row is over a limit and its fields are incomplete.
        var isTooLong = false
        fileprivate var bytes = 0
    }

    private enum State { case fieldStart, plain, quoted, afterQuote }

    private let path: String
    private let delimiter: UInt8
    private let limits: ReadingLimits
    private var buffer: ByteBuffer
    private var line = 1
    /// The row being read, empty lines not counted; the header is row 0.
    private var row = -1

    init(path: String, delimiter: UInt8, limits: ReadingLimits) throws(DataError) {
        self.path = path
        self.delimiter = delimiter
        self.limits = limits
        buffer = try ByteBuffer(path: path)
    }

    /// The next row, or nil at the end.
    mutating func next() throws(DataError) -> Row? {
        while let row = try scan() {
            if row.fields.count > 1 || row.fields.first?.isEmpty == false || row.isTooLong { return row }
            self.row -= 1
        }
        return nil
    }

    private mutating func scan() throws(DataError) -> Row? {
        guard try buffer.peek() != nil else { return nil }
        var row = Row(line: line)
        var state = State.fieldStart
        self.row += 1
        while let byte = try buffer.peek() {
            buffer.position += 1
            if byte == UInt8(ascii: "\n") { line += 1 }
            switch (state, byte) {
            case (.quoted, UInt8(ascii: "\"")): state = .afterQuote
            case (.quoted, _): append(byte, to: &row)
            case (_, UInt8(ascii: "\n")): return row
            case (_, UInt8(ascii: "\r")):
                if try buffer.peek() == UInt8(ascii: "\n") { buffer.position += 1 }
                line += 1
                return row
            case (_, delimiter):
                state = .fieldStart
                if row.fields.count < limits.columns { row.fields.append([]) } else { row.isTooLong = true }
            case (.fieldStart, UInt8(ascii: "\"")): state = .quoted
            case (.afterQuote, UInt8(ascii: "\"")):
                state = .quoted
                append(byte, to: &row)
            case (.afterQuote, _):
                row.strayField = row.strayField ?? row.fields.count
                state = .plain
                append(byte, to: &row)
            case (.fieldStart, _), (.plain, _):
                state = .plain
                append(byte, to: &row)
            }
            if row.bytes > limits.rowBytes, state == .quoted { break }
        }
        guard state != .quoted else {
            let begun = row.fields.joined(separator: [delimiter]).prefix(400)
            throw .unclosedQuote(path: path, line: row.line, row: self.row, excerpt: excerpt(of: Array(begun)))
        }
        return row
    }

    private func append(_ byte: UInt8, to row: inout Row) {
        row.bytes += 1
        guard row.bytes <= limits.rowBytes else {
            row.isTooLong = true
            return
        }
        row.fields[row.fields.count - 1].append(byte)
    }
}
