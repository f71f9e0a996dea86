/// A question that is asked of one row at a time, as a pure value.
///
/// Check counts the hits, clean drops rows for them. Questions that need other rows are `StreamRule`s.
protocol RowRule: Sendable {
    /// What is wrong with the row.
    func hits(in row: WorkbenchRow) -> [RuleHit]
}

/// What a rule found in a row.
struct RuleHit: Sendable, Equatable {
    let code: FindingCode
    let key: String?
    let message: String
    let excerpt: String
    let size: Int?

    init(_ code: FindingCode, key: String? = nil, message: String, excerpt: String, size: Int? = nil) {
        self.code = code
        self.key = key
        self.message = message
        self.excerpt = excerpt
        self.size = size
    }

    /// The hit as a finding about a row.
    func finding(_ record: RecordReference) -> Finding {
        Finding(code, record, key: key, message: message, excerpt: excerpt, size: size)
    }
}

/// What is learned: the speakers whose texts the loss counts.
extension TextPart {
    var isLearned: Bool { speaker == .answer || speaker == .document }
}
