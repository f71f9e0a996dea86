internal import AttuneJSON

/// A data source: a file, what its rows mean, and how often an epoch takes them.
public struct DataSource: Sendable, Codable, Equatable {
    /// The file; a folder stands for the data files in it, in the order of their names.
    public var path: String
    /// The format; nil finds it from the first row.
    public var format: RecordFormat?
    /// How often an epoch takes each row; a fraction takes so large a share of the rows.
    public var weight: Double
    /// The file's key for each of the format's fields that has another name there.
    public var fields: [String: String]

    /// Makes a source.
    public init(path: String, format: RecordFormat? = nil, weight: Double = 1, fields: [String: String] = [:]) {
        self.path = path
        self.format = format
        self.weight = weight
        self.fields = fields
    }
}

/// The records of one file with their meaning, read one at a time.
public struct RecordStream {
    /// The format of the records; nil before the first one was read.
    public private(set) var format: RecordFormat?
    /// The keys of text and label, where the rows turned out to be labelled without anybody saying so.
    public var detectedKeys: [String] {
        guard format == .classification, classification == nil, let shape = interpreter?.shape else { return [] }
        return [shape.key("text"), shape.key("label")]
    }
    /// The rows read, those with findings included.
    public private(set) var rowCount = 0

    private var reader: RawRecordReader
    private let source: DataSource
    private let classification: ClassificationTask?
    private var interpreter: RecordInterpreter?

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
    public mutating func nextRow() throws -> RowOutcome<InterpretedRow>? {
        guard let outcome = try reader.next() else {
            guard rowCount > 0 else { throw DataError.noRecords(path: source.path) }
            return nil
        }
        rowCount += 1
        switch outcome {
        case .finding(let finding): return .finding(finding)
        case .row(let row):
            let interpreter = try settledInterpreter(row)
            switch interpreter.interpret(row) {
            case .finding(let finding): return .finding(finding)
            case .row(let record): return .row(InterpretedRow(fields: row.fields, record: record))
            }
        }
    }

    /// The format and the keys of the records; nil before the first one was read.
    var shape: RecordShape? { interpreter?.shape }

    private mutating func settledInterpreter(_ first: RawRecord) throws -> RecordInterpreter {
        if let interpreter { return interpreter }
        let settled = try RecordInterpreter(
            first: first, isTable: reader.isTable, format: source.format, fields: source.fields,
            classification: classification)
        interpreter = settled
        format = settled.format
        return settled
    }
}
