/// An answer of hardly any characters, white space not counted; labels are short by nature and do not count.
struct ShortAnswerRule: RowRule {
    /// The fewest characters of an answer.
    var leastCharacters = 2

    func hits(in row: WorkbenchRow) -> [RuleHit] {
        guard let (_, answer) = row.exchange, answer.speaker == .answer, answer.text.utf8.count < leastCharacters * 8
        else { return [] }
        let count = answer.text.unicodeScalars.count { !$0.properties.isWhitespace }
        guard count > 0, count < leastCharacters else { return [] }
        return [
            RuleHit(
                .shortAnswer, key: answer.path.description,
                message: count == 1 ? "the answer is one character" : "the answer is \(count) characters",
                excerpt: excerpt(of: answer.text))
        ]
    }
}
