/// What the stream rules and the profile need of a row: made on any core, forgotten when they have taken it.
struct RowDigest: Sendable {
    /// The row's texts in numbers.
    struct Content: Sendable {
        var fingerprint: RowFingerprint
        /// The prompt, and the answer to it; nil for rows without a question.
        var exchange: RowTexts.Keys?
        /// The same with both parties named alike, for rows that name one.
        var neutral: RowTexts.Keys?
        /// What a model compares, for rows that name a party; nil unless one is there.
        var swap: PartySwap?
        var measures: RowMeasures
        /// The row's texts, for the few rows that are shown.
        var texts: RowTexts

        /// The row's beginning, made each time somebody asks: hardly one row is shown.
        var excerpt: String { AttuneData.excerpt(of: texts.whole) }
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
