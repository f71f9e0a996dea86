/// What is wrong with data files: counts by code, and the worst examples of each.
public struct DataCheck: Sendable, Codable, Equatable {
    /// One file.
    public struct File: Sendable, Codable, Equatable {
        /// The file.
        public var path: String
        /// The format of its records.
        public var format: String
        /// The rows.
        public var rows: Int
        /// The rows that can be used.
        public var usableRows: Int
        /// How often each label occurs, for classification rows.
        public var labels: [String: Int]
    }

    /// All rows that share a code.
    public struct Count: Sendable, Codable, Equatable {
        /// What is wrong.
        public var code: FindingCode
        /// How many rows it is wrong with.
        public var rows: Int
        /// The first such rows; of over-long ones the longest.
        public var examples: [Finding]
    }

    /// The files, in order.
    public private(set) var files: [File] = []
    /// What was found, most frequent first.
    public private(set) var counts: [Count] = []

    /// Whether every row can be used.
    public var isClean: Bool { counts.isEmpty }

    /// Reads all rows of all sources.
    ///
    /// - Parameters:
    ///   - sources: the files and folders.
    ///   - encoder: also renders, encodes and measures every row; nil checks the rows' meaning alone.
    ///   - classification: the task of rows with labels, when there is no encoder.
    ///   - exampleLimit: the most examples of a code.
    /// - Throws: `DataError` when a file cannot be read as a whole.
    public init(
        sources: [DataSource], encoder: SampleEncoder?, classification: ClassificationTask? = nil,
        exampleLimit: Int = 3
    ) throws {
        for source in try sources.flatMap({ try $0.files() }) {
            var stream = try RecordStream(source, classification: encoder?.options.classification ?? classification)
            var file = File(path: source.path, format: "", rows: 0, usableRows: 0, labels: [:])
            while let outcome = try stream.next() { check(outcome, encoder, &file, exampleLimit) }
            file.rows = stream.rowCount
            file.format = stream.format?.rawValue ?? ""
            files.append(file)
        }
        counts.sort { ($1.rows, $0.code.rawValue) < ($0.rows, $1.code.rawValue) }
    }

    private mutating func check(
        _ outcome: RowOutcome<Record>, _ encoder: SampleEncoder?, _ file: inout File, _ limit: Int
    ) {
        switch outcome {
        case .finding(let finding): add(finding, limit)
        case .row(let record):
            if case .classification(_, let label) = record.content { file.labels[label, default: 0] += 1 }
            switch encoder?.encode(record) {
            case .samples, nil: file.usableRows += 1
            case .dropped(let finding), .rejected(let finding): add(finding, limit)
            }
        }
    }

    private mutating func add(_ finding: Finding, _ limit: Int) {
        guard let index = counts.firstIndex(where: { $0.code == finding.code }) else {
            counts.append(Count(code: finding.code, rows: 1, examples: [finding]))
            return
        }
        counts[index].rows += 1
        counts[index].examples.append(finding)
        if finding.size != nil { counts[index].examples.sort { $1.size ?? 0 < $0.size ?? 0 } }
        counts[index].examples = Array(counts[index].examples.prefix(limit))
    }
}
