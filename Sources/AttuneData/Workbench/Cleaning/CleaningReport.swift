/// What became of the rows.
public struct CleaningReport: Sendable, Codable, Equatable {
    /// Rows that share a reason.
    public struct Count: Sendable, Codable, Equatable {
        /// What happened: `dropped` or `changed`.
        public var action: String
        /// The rule; `read` for rows that cannot be used.
        public var rule: String
        /// Why, by name.
        public var reason: String
        /// How many rows.
        public var rows: Int
    }

    /// The cleaned rows' file.
    public internal(set) var output: String
    /// The file that lists every dropped and changed row.
    public internal(set) var manifest: String
    /// The rows read.
    public internal(set) var rows = 0
    /// The rows written as they were.
    public internal(set) var unchanged = 0
    /// The rows written with a change.
    public internal(set) var changed = 0
    /// The rows left out.
    public internal(set) var dropped = 0
    /// The rows by what happened and why, in the order of their first row; a row that several rules changed counts in each.
    public internal(set) var counts: [Count] = []

    /// The rows written.
    public var kept: Int { unchanged + changed }

    mutating func add(_ action: String, _ rule: String, _ reason: String) {
        if let index = counts.firstIndex(where: { ($0.action, $0.rule, $0.reason) == (action, rule, reason) }) {
            counts[index].rows += 1
        } else {
            counts.append(Count(action: action, rule: rule, reason: reason, rows: 1))
        }
    }
}

/// How far a cleaning is, so that it can go on there.
struct CleaningState: Codable, Equatable {
    /// The digest of the recipe.
    var plan: String
    /// The inputs as they were: path, size, time of the last change.
    var inputs: [String]
    /// The file that is being read.
    var file: Int
    /// The rows of it that are done.
    var rows: Int
    var outputBytes: Int
    var manifestBytes: Int
    var report: CleaningReport

    /// Whether a cleaning can have come to these numbers, and can count on from them.
    var isPossible: Bool {
        let counts = [
            rows, outputBytes, manifestBytes, report.rows, report.unchanged, report.changed, report.dropped,
        ]
        return inputs.indices.contains(file)
            && (counts + report.counts.map(\.rows)).allSatisfy { (0...Int.max / 2).contains($0) }
    }
}
