/// What the stream rules and the profile need of a row: made on any core, small enough to forget the row.
struct RowDigest: Sendable {
    /// The row's texts in numbers.
    struct Content: Sendable {
        var fingerprint: RowFingerprint
        /// The prompt, and the answer to it; nil for rows without a question.
        var exchange: (prompt: RowKey, answer: RowKey)?
        /// The same with both parties named alike, for rows that name one.
        var neutral: (prompt: RowKey, answer: RowKey)?
        /// What a model compares, for rows that name a party; nil unless one is there.
        var swap: PartySwap?
        var measures: RowMeasures
        var excerpt: String
    }

    let reference: RecordReference
    /// What is wrong with the row alone.
    var findings: [Finding]
    /// nil for rows that cannot be used.
    var content: Content?
}

/// What the profile counts.
struct RowMeasures: Sendable {
    var label: String?
    var source: String?
    var promptCharacters: Int
    var answerCharacters: Int
    /// The script; nil without letters.
    var script: WritingScript?
    /// The language's code; nil when it cannot be told or no profiles are there.
    var language: String?
    var bytes: Int
}
