/// Finds a pattern in all texts of a row but labels.
struct PatternRule: RowRule {
    let pattern: any TextPattern

    private static let context = 30

    func hits(in row: WorkbenchRow) -> [RuleHit] {
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
                pattern.code, key: first.part.path.description, message: message, excerpt: excerpt(first), size: count)
        ]
    }

    /// The match with what stands around it; of a sensitive one only the beginning.
    private func excerpt(_ found: (part: TextPart, match: TextMatch)) -> String {
        let range = found.match.range
        return found.part.text.withBytes { bytes in
            let start = boundary(range.lowerBound - Self.context, bytes)
            let end = boundary(range.upperBound + Self.context, bytes)
            var window = Array(bytes[start..<range.lowerBound])
            if pattern.isSensitive {
                window += bytes[range].prefix(4)
                window += Array("\u{2026}".utf8)
            } else {
                window += bytes[range]
            }
            window += bytes[range.upperBound..<end]
            return AttuneData.excerpt(of: window)
        }
    }

    /// The nearest place at or after the wanted one where a character begins.
    private func boundary(_ wanted: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var place = min(max(0, wanted), bytes.count)
        while place < bytes.count, bytes[place] & 0xC0 == 0x80 { place += 1 }
        return place
    }
}
