internal import AttuneText

/// What only the model's tokenizer and template can tell: whether a row can be encoded, fits, is learned and ends.
struct ModelRule: Sendable {
    private let encoder: SampleEncoder
    private let specialTexts: [String]
    private let specialIDs: Set<Int32>

    init(_ encoder: SampleEncoder) {
        self.encoder = encoder
        // Short special tokens such as "." of odd tokenizers would be found everywhere.
        specialTexts = encoder.specialTexts.filter { $0.utf8.count >= 3 }
        specialIDs = Set(encoder.tokenizer.specialTokens.map(\.id))
    }

    /// What is wrong with a row.
    func findings(_ record: Record, _ row: WorkbenchRow) -> [Finding] {
        switch encoder.encode(record) {
        case .dropped(let finding), .rejected(let finding): return [finding]
        case .samples(let samples, _):
            return (ending(samples, row) + typedTokens(row) + toolText(samples, row)).map {
                $0.finding(record.reference)
            }
        }
    }

    /// The row with its parties exchanged; nil for one that is not about them.
    func partySwap(_ record: Record) -> PartySwap? { PartySwap(record, encoder) }

    /// An answer whose tokens in the loss hold no special token does not teach the model to stop.
    private func ending(_ samples: [EncodedSample], _ row: WorkbenchRow) -> [RuleHit] {
        guard let answer = row.parts.last(where: { $0.isLearned || $0.speaker == .label }) else { return [] }
        let ends = samples.contains { sample in
            zip(sample.ids, sample.weights).contains { $1 > 0 && specialIDs.contains($0) }
        }
        guard !ends else { return [] }
        return [
            RuleHit(
                .missingEndToken, key: answer.path.description, message: "no token in the loss ends the answer",
                excerpt: excerpt(of: answer.text))
        ]
    }

    /// Tools or calls that the template would pass over.
    private func toolText(_ samples: [EncodedSample], _ row: WorkbenchRow) -> [RuleHit] {
        guard samples.contains(where: \.hasToolText) else { return [] }
        return [
            RuleHit(
                .toolsAsText, key: nil, message: "the chat template has no place for the tools or calls of the row",
                excerpt: excerpt(of: row.parts.first?.text ?? ""))
        ]
    }

    private func typedTokens(_ row: WorkbenchRow) -> [RuleHit] {
        for part in row.parts {
            for text in specialTexts {
                guard let range = part.text.range(ofBytes: text) else { continue }
                return [
                    RuleHit(
                        .specialTokenText, key: part.path.description,
                        message: "the special token \(excerpt(of: text)) is typed in the text",
                        excerpt: part.text.withBytes { excerpt(of: $0, around: range.lowerBound + 1) })
                ]
            }
        }
        return []
    }
}
