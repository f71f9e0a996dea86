internal import AttuneJSON

/// A CSV or TSV file whose first row names the columns.
struct TableReader: RowReader {
    private let path: String
    private let limits: ReadingLimits
    private var rows: TableRowReader
    private let names: [String]
    private var row = 0

    /// Opens a table; without a delimiter the header's most frequent one of comma, semicolon and tab is taken.
    init(path: String, delimiter: UInt8?, limits: ReadingLimits) throws(DataError) {
        self.path = path
        self.limits = limits
        var chosen = delimiter
        if chosen == nil { chosen = try Self.delimiter(of: path, limits) }
        rows = try TableRowReader(path: path, delimiter: chosen ?? UInt8(ascii: ","), limits: limits)
        guard let header = try rows.next() else { throw .noRecords(path: path) }
        names = try Self.names(header, path, limits)
    }

    mutating func next() throws(DataError) -> PendingRow? {
        guard let fields = try rows.next() else { return nil }
        row += 1
        return .parsed(outcome(fields))
    }

    private func outcome(_ fields: TableRowReader.Row) -> RowOutcome<RawRecord> {
        let record = RecordReference(file: path, line: fields.line, row: row)
        if let problem = problem(with: fields) {
            let shown = excerpt(
                of: fields.fields.prefix(20).joined(separator: [UInt8(ascii: "|")]).prefix(400).map { $0 })
            return .finding(
                Finding(problem.code, record, message: "row \(row): \(problem.message)", excerpt: shown))
        }
        var object = JSONObject()
        for (name, bytes) in zip(names, fields.fields) where !name.isEmpty {
            guard let text = String(validating: bytes, as: UTF8.self) else {
                let message = "row \(row): the field is not UTF-8"
                return .finding(
                    Finding(.invalidUTF8, record, key: name, message: message, excerpt: excerpt(of: bytes)))
            }
            object[name] = .string(text)
        }
        return .row(RawRecord(reference: record, fields: object))
    }

    private func problem(with fields: TableRowReader.Row) -> (code: FindingCode, message: String)? {
        if fields.isTooLong {
            return (.tooLong, "longer than \(limits.rowBytes) bytes or \(limits.columns) columns")
        }
        if let field = fields.strayField {
            return (.brokenQuotes, "field \(field) goes on after its closing quote")
        }
        if fields.fields.count != names.count {
            return (.raggedRow, "expected \(names.count) fields, found \(fields.fields.count)")
        }
        return nil
    }

    private static func names(
        _ header: TableRowReader.Row, _ path: String, _ limits: ReadingLimits
    ) throws(DataError) -> [String] {
        guard !header.isTooLong else {
            throw .badHeader(path: path, reason: "it has more than \(limits.columns) columns")
        }
        var names: [String] = []
        var seen: Set<[UInt8]> = []
        for field in header.fields {
            guard let name = String(validating: field, as: UTF8.self) else {
                throw .badHeader(path: path, reason: "it is not UTF-8")
            }
            guard field.isEmpty || seen.insert(field).inserted else {
                throw .badHeader(path: path, reason: "it names the column \(excerpt(of: name)) twice")
            }
            names.append(name)
        }
        return names
    }

    private static func delimiter(of path: String, _ limits: ReadingLimits) throws(DataError) -> UInt8 {
        var best = (delimiter: UInt8(ascii: ","), columns: 1)
        for candidate in [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")] {
            var reader = try TableRowReader(path: path, delimiter: candidate, limits: limits)
            let columns = try reader.next()?.fields.count ?? 0
            if columns > best.columns { best = (candidate, columns) }
        }
        return best.delimiter
    }
}
