/// The rows of a data file, read one at a time with bounded memory.
///
/// A row that is broken is a finding, and reading goes on after it. Only a file whose rows can no longer be told apart
/// ends with an error.
public struct RawRecordReader {
    /// Whether the file is a table with named columns.
    public let isTable: Bool
    /// The most a single row may take.
    let limits: ReadingLimits
    private var reader: any RowReader

    /// Opens a file; its kind follows from the ending of its name.
    ///
    /// - Throws: `DataError` when the file cannot be opened or is of no known kind.
    public init(path: String, limits: ReadingLimits = ReadingLimits()) throws {
        switch try FileType(path: path) {
        case .jsonLines: reader = try JSONLinesReader(path: path, limits: limits)
        case .jsonArray: reader = try JSONArrayReader(path: path, limits: limits)
        case .table(let delimiter): reader = try TableReader(path: path, delimiter: delimiter, limits: limits)
        case .text: reader = try TextReader(path: path, limits: limits)
        }
        isTable = reader is TableReader
        self.limits = limits
    }

    /// The next row, or nil at the end.
    ///
    /// - Throws: `DataError` when the rest of the file cannot be read.
    public mutating func next() throws -> RowOutcome<RawRecord>? { try reader.next()?.parsed(limits) }

    /// The next row without its fields, or nil at the end.
    mutating func nextPending() throws -> PendingRow? { try reader.next() }
}
