internal import AttuneJSON

/// Documents of a plain text file.
///
/// Blank lines separate documents, as in most corpora; in a file without a blank line between its texts every line is a
/// document, as in the `text` loader of Hugging Face. Line breaks inside of a document are kept.
struct TextReader: RowReader {
    private let path: String
    private let limits: ReadingLimits
    private let separatesByBlankLines: Bool
    private var lines: LineReader
    private var row = 0

    init(path: String, limits: ReadingLimits) throws(DataError) {
        self.path = path
        self.limits = limits
        separatesByBlankLines = try Self.hasBlankLine(path, limits)
        lines = try LineReader(path: path, limit: limits.rowBytes)
    }

    mutating func next() throws(DataError) -> PendingRow? {
        var text: [UInt8] = []
        var firstLine: Int?
        while let line = try lines.next() {
            if let bytes = line.bytes, bytes.allSatisfy(isJSONSpace) {
                if let firstLine { return .parsed(outcome(text, firstLine)) }
                continue
            }
            guard let bytes = line.bytes, text.count + bytes.count <= limits.rowBytes else {
                row += 1
                let record = RecordReference(file: path, line: firstLine ?? line.number, row: row)
                let message = "the document is longer than \(limits.rowBytes) bytes"
                let shown = excerpt(of: text.isEmpty ? line.beginning : text)
                return .parsed(.finding(Finding(.tooLong, record, message: message, excerpt: shown)))
            }
            if firstLine != nil { text.append(UInt8(ascii: "\n")) }
            text += bytes
            firstLine = firstLine ?? line.number
            if !separatesByBlankLines { break }
        }
        return firstLine.map { .parsed(outcome(text, $0)) }
    }

    private mutating func outcome(_ bytes: [UInt8], _ line: Int) -> RowOutcome<RawRecord> {
        row += 1
        let record = RecordReference(file: path, line: line, row: row)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            return .finding(
                Finding(.invalidUTF8, record, message: "the text is not UTF-8", excerpt: excerpt(of: bytes)))
        }
        return .row(RawRecord(reference: record, fields: JSONObject([("text", .string(text))])))
    }

    /// Whether a blank line lies between two lines with text.
    private static func hasBlankLine(_ path: String, _ limits: ReadingLimits) throws(DataError) -> Bool {
        var lines = try LineReader(path: path, limit: limits.rowBytes)
        var hasText = false
        var hasBlankAfterText = false
        while let line = try lines.next() {
            let isBlank = line.bytes?.allSatisfy(isJSONSpace) ?? false
            if !isBlank, hasBlankAfterText { return true }
            if isBlank { hasBlankAfterText = hasText } else { hasText = true }
        }
        return false
    }
}
