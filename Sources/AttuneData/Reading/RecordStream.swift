/// The records of one file with their meaning, read one at a time or in blocks.
public struct RecordStream {
    /// The format of the records; nil before the first one was read.
    public var format: RecordFormat? { interpreter?.format }
    /// The keys of text and label, where the rows turned out to be labelled without anybody saying so.
    public var detectedKeys: [String] {
        guard format == .classification, classification == nil, let shape = interpreter?.shape else { return [] }
        return [shape.key("text"), shape.key("label")]
    }
    /// The rows read, those with findings included.
    public private(set) var rowCount = 0

    private(set) var reader: RawRecordReader
    private let source: DataSource
    private let classification: ClassificationTask?
    private(set) var interpreter: RecordInterpreter?

    /// Opens the file of a source.
    ///
    /// - Throws: `DataError` when it cannot be opened.
    public init(
        _ source: DataSource, classification: ClassificationTask? = nil, limits: ReadingLimits = ReadingLimits()
    ) throws {
        self.source = source
        self.classification = classification
        reader = try RawRecordReader(path: source.path, limits: limits)
    }

    /// The next record or finding, or nil at the end.
    ///
    /// - Throws: `DataError` when the file has no record, its format is not known, or the rest cannot be read.
    public mutating func next() throws -> RowOutcome<Record>? {
        switch try nextRow() {
        case nil: nil
        case .row(let row): .row(row.record)
        case .finding(let finding): .finding(finding)
        }
    }

    /// The next row as its file holds it, with its meaning, or a finding, or nil at the end.
    ///
    /// - Throws: `DataError`, as `next`.
    public mutating func nextRow() throws -> RowOutcome<InterpretedRow>? { try nextStreamRow()?.outcome }

    /// Passes over the next row, which still settles what the rows mean when it is the first; false at the end.
    mutating func passOver() throws -> Bool {
        interpreter == nil ? try nextStreamRow() != nil : try nextPending() != nil
    }

    /// The format and the keys of the records; nil before the first one was read.
    var shape: RecordShape? { interpreter?.shape }

    mutating func nextStreamRow() throws -> StreamRow? {
        guard let pending = try nextPending() else { return nil }
        switch pending.parsed(reader.limits) {
        case .finding(let finding): return StreamRow(line: nil, shape: nil, outcome: .finding(finding))
        case .row(let row):
            let interpreter = try settledInterpreter(row)
            return StreamRow(line: pending.line, shape: interpreter.shape, outcome: interpreter.interpretRow(row))
        }
    }

    mutating func nextPending() throws -> PendingRow? {
        guard let pending = try reader.nextPending() else {
            guard rowCount > 0 else { throw DataError.noRecords(path: source.path) }
            return nil
        }
        rowCount += 1
        return pending
    }

    private mutating func settledInterpreter(_ first: RawRecord) throws -> RecordInterpreter {
        if let interpreter { return interpreter }
        let settled = try RecordInterpreter(
            first: first, isTable: reader.isTable, format: source.format, fields: source.fields,
            classification: classification)
        interpreter = settled
        return settled
    }
}

/// A row of a stream, with its line where it can be written again as it is.
struct StreamRow: Sendable {
    let line: [UInt8]?
    /// What the fields mean; nil before the first row that can be read.
    let shape: RecordShape?
    let outcome: RowOutcome<InterpretedRow>
}

extension RecordInterpreter {
    /// A row's fields and meaning, or what is wrong with it.
    func interpretRow(_ row: RawRecord) -> RowOutcome<InterpretedRow> {
        switch interpret(row) {
        case .finding(let finding): .finding(finding)
        case .row(let record): .row(InterpretedRow(fields: row.fields, record: record))
        }
    }

    /// The same of a row that is not parsed yet.
    func interpret(_ pending: PendingRow, _ limits: ReadingLimits) -> RowOutcome<InterpretedRow> {
        switch pending.parsed(limits) {
        case .finding(let finding): .finding(finding)
        case .row(let row): interpretRow(row)
        }
    }
}
