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

extension SampleEncoder {
    /// Prepares the choice between labels for a text, through the same template and tokenizer as training.
    ///
    /// - Parameters:
    ///   - text: the text to judge; it is shortened when `on_overlong` is `truncate`.
    ///   - labels: the labels.
    ///   - record: the row, for messages.
    /// - Returns: the prompt and the continuations, in the order of the labels.
    /// - Throws: `DataError.rejected` when the template refuses or the row is too long.
    public func labelPrompt(text: String, labels: [String], record: RecordReference) throws -> LabelPrompt {
        do throws(RowProblem) {
            var kept = text
            var rows = try labelRows(text: text, labels)
            let longest = rows.max { $0.ids.count < $1.ids.count }
            if let longest, longest.ids.count > options.maxLength {
                guard options.onOverlong == .truncate, let label = labels.max(by: { $0.utf8.count < $1.utf8.count })
                else {
                    throw RowProblem(
                        .overlong, "max_length",
                        "\(longest.ids.count) tokens are more than max_length \(options.maxLength)")
                }
                for label in [label] + labels { kept = try shortenedText(kept, label: label) }
                rows = try labelRows(text: kept, labels)
            }
            return Self.split(rows, isTruncated: kept.utf8.count != text.utf8.count)
        } catch {
            let content = Record.Content.classification(text: text, label: "")
            throw DataError.rejected(findings: [finding(error, Record(reference: record, content: content))], more: 0)
        }
    }

    /// A row up to the end of its turn, and where the turn's tokens begin.
    private struct LabelRow {
        var ids: ArraySlice<Int32>
        var start: Int
    }

    private func labelRows(text: String, _ labels: [String]) throws(RowProblem) -> [LabelRow] {
        var rows: [LabelRow] = []
        for label in labels { rows.append(try labelRow(text, label)) }
        return rows
    }

    private func labelRow(_ text: String, _ label: String) throws(RowProblem) -> LabelRow {
        let sample = try renderClassification(text: text, label: label)
        guard let range = sample.ranges.last else {
            throw RowProblem(.noSupervisedToken, "label", "the chat template writes no answer")
        }
        var encoding = try tokens(sample)
        if sample.endsWithEndToken, let end = tokenizer.endToken, encoding.ids.last != end {
            encoding.ids.append(end)
            encoding.ends.append(range.upperBound)
        }
        let starts = [0] + encoding.ends.dropLast()
        let first = starts.firstIndex { range.contains($0) } ?? starts.count
        let isAppended = sample.endsWithEndToken
        let end = isAppended ? encoding.ids.count : (starts.firstIndex { $0 >= range.upperBound } ?? starts.count)
        return LabelRow(ids: encoding.ids[..<end], start: first)
    }

    /// The prompt is what all labels share before the answer; where a token reaches over its start, it is scored too.
    private static func split(_ rows: [LabelRow], isTruncated: Bool) -> LabelPrompt {
        guard let first = rows.first else { return LabelPrompt(promptIDs: [], continuations: [], isTruncated: false) }
        var shared = first.start
        for row in rows {
            let limit = min(shared, row.start)
            shared = zip(first.ids.prefix(limit), row.ids.prefix(limit)).prefix { $0 == $1 }.count
        }
        return LabelPrompt(
            promptIDs: Array(first.ids.prefix(shared)), continuations: rows.map { Array($0.ids.dropFirst(shared)) },
            isTruncated: isTruncated)
    }
}
