internal import AttuneText

/// What a model needs to choose one of several labels: a prompt, and what would follow it for each label.
public struct LabelPrompt: Sendable, Equatable {
    /// The tokens before the label; run once, they serve all labels.
    public let promptIDs: [Int32]
    /// For each label its tokens and the end of the turn; the sum of their log-probabilities is the label's score.
    public let continuations: [[Int32]]
    /// Whether the text to judge was shortened to fit.
    public let isTruncated: Bool
}

/// Prepares the choice between labels for one text after another, through the same template and tokenizer as training.
///
/// Behind a special token the tokens of the labels do not depend on the text, so they are made once and each text is
/// encoded once; every text is checked against that, and encoded with each label where it does not hold.
public struct LabelPrompter: Sendable {
    /// The labels, in the order of the continuations.
    public let labels: [String]
    private let encoder: SampleEncoder
    private let commonContinuations: [[Int32]]?

    /// Prepares labels.
    ///
    /// - Throws: `DataError.badClassification` without labels, `DataError.rejected` when the template refuses.
    public init(encoder: SampleEncoder, labels: [String]) throws {
        guard !labels.isEmpty else { throw DataError.badClassification(reason: "there are no labels") }
        self.encoder = encoder
        self.labels = labels
        let probe = RecordReference(file: "data.classification", line: 1)
        let rows = try Self.reporting(encoder, "text", probe) { () throws(RowProblem) in
            try Self.rows(encoder, "text", labels)
        }
        let shared = Self.sharedCount(rows)
        let isClean = rows.allSatisfy { $0.isApart && $0.start == shared }
        commonContinuations = isClean ? rows.map { Array($0.ids.dropFirst(shared)) } : nil
    }

    /// The prompt for a text, and what would follow it for each label.
    ///
    /// - Parameters:
    ///   - text: the text to judge; it is shortened when `on_overlong` is `truncate`.
    ///   - record: the row, for messages.
    /// - Returns: the prompt and the continuations, in the order of the labels.
    /// - Throws: `DataError.rejected` when the template refuses or the row is too long.
    public func prompt(text: String, record: RecordReference) throws -> LabelPrompt {
        try Self.reporting(encoder, text, record) { () throws(RowProblem) in
            let prompt = try prompt(text, isTruncated: false)
            let longest = prompt.promptIDs.count + (prompt.continuations.map(\.count).max() ?? 0)
            guard let limit = encoder.options.maxLength, longest > limit else { return prompt }
            guard encoder.options.onOverlong == .truncate else {
                let message = "\(longest) tokens are more than max_length \(limit)"
                throw RowProblem(.overlong, "max_length", message, size: longest)
            }
            var kept = text
            for label in labels { kept = try encoder.shortenedText(kept, label: label, limit: limit) }
            return try self.prompt(kept, isTruncated: true)
        }
    }

    private func prompt(_ text: String, isTruncated: Bool) throws(RowProblem) -> LabelPrompt {
        if let continuations = commonContinuations {
            let row = try Self.row(encoder, text, labels[0])
            if row.ids.dropFirst(row.start).elementsEqual(continuations[0]) {
                return LabelPrompt(
                    promptIDs: Array(row.ids.prefix(row.start)), continuations: continuations, isTruncated: isTruncated)
            }
        }
        let rows = try Self.rows(encoder, text, labels)
        let shared = Self.sharedCount(rows)
        return LabelPrompt(
            promptIDs: Array(rows[0].ids.prefix(shared)), continuations: rows.map { Array($0.ids.dropFirst(shared)) },
            isTruncated: isTruncated)
    }
}

extension LabelPrompter {
    /// A row up to the end of its turn, and where the turn's tokens begin.
    private struct Row {
        var ids: ArraySlice<Int32>
        var start: Int
        /// Whether a special token of the template stands between the text and the turn.
        var isApart: Bool
    }

    private static func rows(_ encoder: SampleEncoder, _ text: String, _ labels: [String]) throws(RowProblem) -> [Row] {
        var rows: [Row] = []
        for label in labels { rows.append(try row(encoder, text, label)) }
        return rows
    }

    private static func row(_ encoder: SampleEncoder, _ text: String, _ label: String) throws(RowProblem) -> Row {
        let sample = try encoder.renderClassification(text: text, label: label)
        guard let range = sample.ranges.last else {
            throw RowProblem(.noSupervisedToken, "label", "the chat template writes no answer")
        }
        var encoding = try encoder.tokens(sample)
        if sample.endsWithEndToken, let end = encoder.tokenizer.endToken, encoding.ids.last != end {
            encoding.ids.append(end)
            encoding.ends.append(range.upperBound)
        }
        let starts = [0] + encoding.ends.dropLast()
        let first = starts.firstIndex { range.contains($0) } ?? starts.count
        let isAtEnd = sample.endsWithEndToken
        let end = isAtEnd ? encoding.ids.count : (starts.firstIndex { $0 >= range.upperBound } ?? starts.count)
        return Row(ids: encoding.ids[..<end], start: first, isApart: isApart(sample, encoder, before: range.lowerBound))
    }

    /// Whether the template's own text right before a byte holds a special token, over which no merge reaches.
    private static func isApart(_ sample: RenderedSample, _ encoder: SampleEncoder, before end: Int) -> Bool {
        var between: [UInt8] = []
        var start = 0
        for piece in sample.pieces where start < end {
            let bytes = piece.text.utf8.prefix(end - start)
            if piece.parsesSpecials { between += bytes } else { between = [] }
            start += piece.text.utf8.count
        }
        let text = String(decoding: between, as: UTF8.self)
        return encoder.specialTexts.contains { !$0.isEmpty && text.contains($0) }
    }

    /// What all labels share before the answer; where a token reaches over its start, it belongs to the continuations.
    private static func sharedCount(_ rows: [Row]) -> Int {
        var shared = rows[0].start
        for row in rows {
            let limit = min(shared, row.start)
            shared = zip(rows[0].ids.prefix(limit), row.ids.prefix(limit)).prefix { $0 == $1 }.count
        }
        return shared
    }

    private static func reporting<Result>(
        _ encoder: SampleEncoder, _ text: String, _ record: RecordReference,
        _ body: () throws(RowProblem) -> Result
    ) throws -> Result {
        do throws(RowProblem) { return try body() } catch {
            let content = Record.Content.classification(text: text, label: "")
            let finding = encoder.finding(error, Record(reference: record, content: content))
            throw DataError.rejected(findings: [finding], more: 0)
        }
    }
}
