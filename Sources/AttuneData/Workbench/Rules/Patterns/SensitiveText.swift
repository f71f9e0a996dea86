/// Keys and personal data, of which nothing that people see shows more than the beginning.
enum SensitiveText {
    private static let patterns = RuleSet.patterns.filter(\.isSensitive)
    /// A text without any of these holds nothing sensitive.
    private static let traits = TextTraits(patterns.map(\.traits))
    private static let shownBytes = 4

    /// Bytes from a place on, in which an ellipsis stands for the rest of every key and the like.
    static func masked(_ bytes: [UInt8], from start: Int) -> [UInt8] {
        var shown: [UInt8] = []
        var place = start
        for range in ranges(in: bytes) where range.upperBound > place {
            if range.lowerBound >= place { shown += bytes[place..<range.lowerBound] + bytes[range].prefix(shownBytes) }
            shown += "\u{2026}".utf8
            place = range.upperBound
        }
        return shown + bytes[place...]
    }

    /// Where they stand, in order and without overlap.
    private static func ranges(in bytes: [UInt8]) -> [Range<Int>] {
        bytes.withUnsafeBufferPointer { bytes in
            let traits = TextTraits(bytes)
            guard !traits.isDisjoint(with: Self.traits) else { return [] }
            return patterns.filter { !$0.traits.isDisjoint(with: traits) }
                .flatMap { $0.matches(in: bytes).map(\.range) }
                .sorted { $0.lowerBound < $1.lowerBound }
                .reduce(into: []) { ranges, range in
                    guard let last = ranges.last, range.lowerBound < last.upperBound else {
                        return ranges.append(range)
                    }
                    ranges[ranges.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
                }
        }
    }
}
