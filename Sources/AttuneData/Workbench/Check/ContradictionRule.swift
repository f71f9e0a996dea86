/// One prompt with different answers: the first answer is taken as it is, each later one that differs is a finding.
///
/// At most 40 bytes a row.
struct ContradictionRule: StreamRule {
    private var prompts = RowKeyTable()
    private var answers: [UInt64] = []
    private var numbers: [UInt32] = []

    mutating func take(
        _ row: RowDigest.Content, number: Int, places: UsableRowPlaces, reference: RecordReference
    ) -> [Finding] {
        guard let (prompt, answer) = row.exchange else { return [] }
        let first = Int(prompts.append(prompt))
        answers.append(answer.low)
        numbers.append(UInt32(clamping: number))
        guard first < answers.count - 1, answers[first] != answer.low else { return [] }
        let earlier = places.name(of: Int(numbers[first]), besides: reference)
        return [
            Finding(
                .contradictingAnswers, reference, message: "\(earlier) answers the same prompt differently",
                excerpt: row.excerpt)
        ]
    }
}

/// Two rows that differ only in who is Party A and who is Party B, on one side of the question.
///
/// When prompt and answer are swapped together the rows agree with each other; when one of them is, one row is wrong.
struct SwapRule: StreamRule {
    private struct Seen {
        let prompt: RowKey
        let answer: RowKey
        let number: Int
    }

    private var seen: [RowKey: Seen] = [:]

    mutating func take(
        _ row: RowDigest.Content, number: Int, places: UsableRowPlaces, reference: RecordReference
    ) -> [Finding] {
        guard let neutral = row.neutral, let exchange = row.exchange else { return [] }
        let key = RowKey.joined(neutral.prompt, neutral.answer)
        guard let first = seen[key] else {
            seen[key] = Seen(prompt: exchange.prompt, answer: exchange.answer, number: number)
            return []
        }
        guard (first.prompt == exchange.prompt) != (first.answer == exchange.answer) else { return [] }
        return [
            Finding(
                .swappedNames, reference,
                message:
                    "\(places.name(of: first.number, besides: reference)) says the same with the parties' names swapped",
                excerpt: row.excerpt)
        ]
    }
}

extension RowKey {
    /// One key of two.
    static func joined(_ a: RowKey, _ b: RowKey) -> RowKey {
        RowKey("\(a.high) \(a.low)", "\(b.high) \(b.low)")
    }
}
