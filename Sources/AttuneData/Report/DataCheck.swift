/// What data files hold, what is wrong with them, and whether they can be trained on.
public struct DataCheck: Sendable, Codable, Equatable {
    /// One file.
    public struct File: Sendable, Codable, Equatable {
        /// The file.
        public var path: String
        /// What its rows are for.
        public var split: DataSplit
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
        /// How much it matters.
        public var severity: Severity
        /// How many rows it is wrong with.
        public var rows: Int
        /// Their share of all rows, from 0 to 1.
        public var share: Double
        /// What is wrong with the data as a whole, for codes that are about no single row.
        public var message: String?
        /// The worst such rows: those where what is wrong is largest, else the first.
        public var examples: [Finding]
    }

    /// Whether the data can be trained on.
    public enum State: String, Sendable, Codable {
        /// Nothing speaks against it.
        case ready
        /// Training works; there is something to improve.
        case usable
        /// Something has to be mended first.
        case blocked
    }

    /// Whether the data can be trained on, and why.
    public struct Verdict: Sendable, Codable, Equatable {
        /// The verdict.
        public var state: State
        /// The reasons in sentences, the weightiest first.
        public var reasons: [String]
    }

    /// The files, in order.
    public internal(set) var files: [File] = []
    /// What was found: the most severe first, then the most frequent.
    public internal(set) var counts: [Count] = []
    /// What the usable rows are made of.
    public internal(set) var profile = DataProfile()
    /// Whether the data can be trained on.
    public internal(set) var verdict = Verdict(state: .ready, reasons: [])
    /// What was not looked at, and what it takes to.
    public internal(set) var omitted: [String] = []

    /// Nothing checked yet.
    init() {}

    /// All rows.
    public var rows: Int { files.reduce(0) { $0 + $1.rows } }
    /// The rows that can be used.
    public var usableRows: Int { files.reduce(0) { $0 + $1.usableRows } }
    /// Whether something has to be mended before training.
    public var isBlocked: Bool { verdict.state == .blocked }

    /// The rows of a code.
    public func count(_ code: FindingCode) -> Int { counts.first { $0.code == code }?.rows ?? 0 }
}
