/// The rules that `data check` asks of every row.
enum RuleSet {
    /// Everything that can be seen in the texts of a row alone.
    static let standard: [any RowRule] =
        patterns.map { PatternRule(pattern: $0) }
        + [EchoRule(), ShortAnswerRule(), RefusalRule(), NumberingRule(), PartyRule()]

    /// What is looked for byte by byte.
    static let patterns: [any TextPattern] = [
        SecretPattern(), MailPattern(), PhonePattern(), CardPattern(), AddressPattern(), ControlPattern(),
        InvisiblePattern(), ReplacementPattern(), MojibakePattern(), MarkupPattern(),
    ]
}
