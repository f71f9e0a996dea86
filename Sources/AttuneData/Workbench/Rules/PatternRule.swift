/// Finds a pattern in all texts of a row but labels.
struct PatternRule: RowRule {
    private let pattern: any TextPattern
    private let traits: TextTraits

    init(pattern: any TextPattern) {
        self.pattern = pattern
        traits = pattern.traits
    }

    func hits(in row: WorkbenchRow) -> [RuleHit] {
        guard !row.traits.isDisjoint(with: traits) else { return [] }
        var count = 0
        var first: (part: TextPart, match: TextMatch)?
        for part in row.parts where part.speaker != .label {
            let matches = pattern.matches(in: part)
            count += matches.count
            if first == nil, let match = matches.first { first = (part, match) }
        }
        guard let first else { return [] }
        let message = count == 1 ? pattern.noun : "\(pattern.noun), and \(count - 1) more"
        return [
            RuleHit(
                pattern.code, key: first.part.path.description, message: message,
                excerpt: first.part.text.withBytes { excerpt(of: $0, around: first.match.range.lowerBound + 1) },
                size: count)
        ]
    }
}
