/// The rows of one file as samples, read in blocks that are encoded on all cores.
struct EncodedStream {
    /// One row: its record where it could be read, and what became of it.
    struct Row: Sendable {
        let record: Record?
        let outcome: EncodingOutcome
    }

    private var stream: RecordStream
    private let encoder: SampleEncoder

    init(_ source: DataSource, encoder: SampleEncoder) throws {
        stream = try RecordStream(source, classification: encoder.options.classification)
        self.encoder = encoder
    }

    /// The format of the records; nil before the first block.
    var format: RecordFormat? { stream.format }
    /// The keys of text and label that nobody named.
    var detectedKeys: [String] { stream.detectedKeys }
    /// The rows read.
    var rowCount: Int { stream.rowCount }

    /// The next rows in order, or nil at the end.
    mutating func nextBlock() throws -> [Row]? {
        let encoder = encoder
        return try stream.nextBlock { row in
            switch row.outcome {
            case .row(let row): Row(record: row.record, outcome: encoder.encode(row.record))
            case .finding(let finding): Row(record: nil, outcome: .rejected(finding))
            }
        }
    }
}
