/// Counts findings by code and keeps the worst examples of each.
struct DataCheckTally {
    private let exampleLimit: Int
    private var rows: [FindingCode: Int] = [:]
    private var examples: [FindingCode: [Finding]] = [:]
    private var messages: [FindingCode: String] = [:]

    init(exampleLimit: Int) { self.exampleLimit = exampleLimit }

    /// Counts a finding in.
    mutating func add(_ finding: Finding) {
        rows[finding.code, default: 0] += 1
        var kept = examples[finding.code] ?? []
        let place = kept.firstIndex { ($0.size ?? 0) < (finding.size ?? 0) } ?? kept.count
        guard place < exampleLimit else { return }
        kept.insert(finding, at: place)
        if kept.count > exampleLimit { kept.removeLast() }
        examples[finding.code] = kept
    }

    /// Counts a finding about the data as a whole in.
    mutating func add(_ outcome: ImbalanceRule.Outcome) {
        rows[outcome.code] = outcome.rows
        messages[outcome.code] = outcome.message
    }

    /// The counts, the most severe first, then the most frequent.
    func counts(of total: Int) -> [DataCheck.Count] {
        rows.map { code, rows in
            DataCheck.Count(
                code: code, severity: code.meaning.severity, rows: rows, share: Double(rows) / Double(max(1, total)),
                message: messages[code], examples: examples[code] ?? [])
        }.sorted {
            ($0.severity, $1.rows, $0.code.rawValue) < ($1.severity, $0.rows, $1.code.rawValue)
        }
    }
}

extension DataCheck.Verdict {
    /// The verdict that counts lead to.
    init(_ counts: [DataCheck.Count], usableRows: Int) {
        let worst = counts.map(\.severity).min()
        state = worst == .blocking || usableRows == 0 ? .blocked : worst == .warning ? .usable : .ready
        reasons = counts.filter { $0.severity != .note }.map(Self.reason)
        if reasons.isEmpty { reasons = ["Every row can be used, and nothing speaks against training on them."] }
    }

    private static func reason(_ count: DataCheck.Count) -> String {
        let meaning = count.code.meaning
        let what = count.message ?? "\(count.rows) \(count.rows == 1 ? "row" : "rows")"
        return "\(meaning.title) (\(what)): \(meaning.consequence). \(meaning.advice)"
    }
}
