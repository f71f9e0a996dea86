/// The rows of one file as samples, read in blocks that are encoded on all cores.
struct EncodedStream {
    /// One row: its record where it could be read, and what became of it.
    struct Row: Sendable {
        let record: Record?
        let outcome: EncodingOutcome
    }

    private static let blockRows = 512
    private static let blockCharacters = 8 << 20

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
        var block: [RowOutcome<Record>] = []
        var size = 0
        while block.count < Self.blockRows, size < Self.blockCharacters, let outcome = try stream.next() {
            block.append(outcome)
            if case .row(let record) = outcome { size += record.content.beginning.utf8.count }
        }
        guard !block.isEmpty else { return nil }
        let encoder = encoder
        return parallelMap(block) { outcome in
            switch outcome {
            case .row(let record): Row(record: record, outcome: encoder.encode(record))
            case .finding(let finding): Row(record: nil, outcome: .rejected(finding))
            }
        }
    }
}
