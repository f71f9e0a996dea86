public import AttuneJSON

/// One row as its file holds it, before its meaning is looked at.
public struct RawRecord: Sendable, Equatable {
    /// Where it lies.
    public let reference: RecordReference
    /// Its fields; those of a table are strings under the names of the header.
    public let fields: JSONObject

    /// Makes a row.
    public init(reference: RecordReference, fields: JSONObject) {
        self.reference = reference
        self.fields = fields
    }
}

/// A row, or what is wrong with it.
public enum RowOutcome<Row: Sendable>: Sendable {
    /// The row can be used.
    case row(Row)
    /// The row cannot be used; reading goes on after it.
    case finding(Finding)
}

/// What cuts a file into rows.
protocol RowReader {
    /// The next row, or nil at the end.
    mutating func next() throws(DataError) -> PendingRow?
}

/// The most a single row may take.
public struct ReadingLimits: Sendable, Equatable {
    /// Bytes of a line, of an element of a JSON array, of a table's row or of a text document.
    public var rowBytes = 64 << 20
    /// Columns of a table.
    public var columns = 10_000
    /// Levels of nested JSON.
    public var depth = 256

    /// The default limits.
    public init() {}
}

/// Turns the JSON text of a row into its fields, or into a finding that names file, line and column.
func parseRow(
    _ bytes: [UInt8], _ record: RecordReference, firstColumn: Int, limits: ReadingLimits
) -> RowOutcome<RawRecord> {
    do throws(JSONError) {
        let value = try JSONParser.parse(bytes, limits: JSONLimits(depth: limits.depth, bytes: limits.rowBytes))
        guard case .object(let fields) = value else {
            let message = "expected an object with fields, found \(value.typeName)"
            return .finding(Finding(.notAnObject, record, message: message, excerpt: excerpt(of: bytes)))
        }
        return .row(RawRecord(reference: record, fields: fields))
    } catch {
        let (place, reason) = placeAndReason(error)
        let line = record.line + (place?.line ?? 1) - 1
        let column = (place?.column ?? 1) + (place?.line ?? 1 == 1 ? firstColumn - 1 : 0)
        return .finding(
            Finding(
                .brokenJSON, RecordReference(file: record.file, line: line, row: record.row), column: column,
                message: reason, excerpt: excerpt(of: bytes, around: (place?.offset ?? 0) + 1)))
    }
}

private func placeAndReason(_ error: JSONError) -> (JSONPlace?, String) {
    switch error {
    case .syntax(let reason, let place): (place, reason)
    case .limit(let name, let most, let place): (place, "more than \(most) \(name)")
    case .duplicateKey(let key, let place): (place, "the key \"\(excerpt(of: key))\" occurs twice")
    case .missing, .wrongType: (nil, error.problem)
    }
}
