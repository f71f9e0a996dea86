/// The last answer says what the prompt says, apart from white space and case.
struct EchoRule: RowRule {
    func hits(in row: WorkbenchRow) -> [RuleHit] {
        guard let (prompt, answer) = row.exchange, answer.speaker == .answer else { return [] }
        let asked = prompt.filter { $0.speaker == .prompt }
        // Equal words have about equally many bytes; folding words costs more than all other rules together.
        let sizes = asked.map(\.text.utf8.count)
        guard (sizes + [sizes.reduce(0, +)]).contains(where: { abs($0 - answer.text.utf8.count) <= 32 + $0 / 4 }) else {
            return []
        }
        let wanted = Self.folded(answer.text)
        guard !wanted.isEmpty,
            asked.contains(where: { Self.folded($0.text) == wanted })
                || asked.count > 1 && Self.folded(asked.map(\.text).joined(separator: "\n")) == wanted
        else { return [] }
        return [
            RuleHit(
                .promptEqualsAnswer, key: answer.path.description, message: "the answer is the prompt",
                excerpt: excerpt(of: answer.text))
        ]
    }

    /// The words' hashes, which agree whatever case and punctuation are.
    private static func folded(_ text: String) -> [UInt64] { text.withBytes { FoldedWords($0, seed: 1).hashes } }
}
