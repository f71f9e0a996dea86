/// One prompt with different answers: the first answer is taken as it is, each later one that differs is a finding.
///
/// Only the keys of prompts stay in memory, at most 28 bytes a row.
struct ContradictionRule: StreamRule {
    private var prompts = RowKeyTable()
    private let answers: SpillFile

    /// A row and 64 bits of its answer's key.
    private struct Answer: BitwiseCopyable {
        let key: UInt64
        let number: Int
    }

    init() throws { answers = try SpillFile(folder: temporaryFolder()) }

    mutating func take(
        _ row: RowDigest.Content, number: Int, places: UsableRowPlaces, reference: RecordReference
    ) throws -> [Finding] {
        guard let exchange = row.exchange, let prompt = exchange.prompt else { return [] }
        let answer = exchange.answer
        let first = Int(prompts.append(prompt))
        answers.append([Answer(key: answer.low, number: number)])
        try answers.flushIfLarge()
        guard first < prompts.count - 1 else { return [] }
        let seen: [Answer] = try answers.numbers(at: first * MemoryLayout<Answer>.stride, count: 1)
        guard seen[0].key != answer.low else { return [] }
        let earlier = try places.name(of: seen[0].number, besides: reference)
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
/// Only keys stay in memory, at most 28 bytes for each row that names a party.
struct SwapRule: StreamRule {
    private var neutral = RowKeyTable()
    private let exchanges: SpillFile

    /// A row that names a party.
    private struct Exchange: BitwiseCopyable {
        let prompt: RowKey?
        let answer: RowKey
        let number: Int
    }

    init() throws { exchanges = try SpillFile(folder: temporaryFolder()) }

    mutating func take(
        _ row: RowDigest.Content, number: Int, places: UsableRowPlaces, reference: RecordReference
    ) throws -> [Finding] {
        guard let keys = row.neutral, let exchange = row.exchange else { return [] }
        let first = Int(neutral.append(keys.joined))
        exchanges.append([Exchange(prompt: exchange.prompt, answer: exchange.answer, number: number)])
        try exchanges.flushIfLarge()
        guard first < neutral.count - 1 else { return [] }
        let seen: [Exchange] = try exchanges.numbers(at: first * MemoryLayout<Exchange>.stride, count: 1)
        guard (seen[0].prompt == exchange.prompt) != (seen[0].answer == exchange.answer) else { return [] }
        let earlier = try places.name(of: seen[0].number, besides: reference)
        return [
            Finding(
                .swappedNames, reference, message: "\(earlier) says the same with the parties' names swapped",
                excerpt: row.excerpt)
        ]
    }
}
