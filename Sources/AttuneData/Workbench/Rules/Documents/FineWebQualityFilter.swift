/// Whether a text is prose rather than a list, a menu or lines that repeat.
///
/// Source: Penedo et al., "The FineWeb datasets", 2024; defaults, order and the names of reasons as in datatrove's
/// `fineweb_quality_filter.py`.
struct FineWebQualityFilter: DocumentFilter {
    var leastPunctuatedLines = 0.12
    var mostShortLines = 0.67
    var shortLineLength = 30
    var mostDuplicateCharacters = 0.01
    /// The most line feeds a word.
    var mostLineBreaks = 0.3

    func verdict(_ text: String) -> DocumentVerdict {
        text.withBytes { bytes in
            let lines = DocumentLines(bytes).lines.filter { !$0.stripped.isEmpty }
            guard !lines.isEmpty else { return .rejected("empty", "the text is empty") }
            return punctuation(lines) ?? lengths(lines) ?? repetition(lines, bytes) ?? breaks(bytes) ?? .kept
        }
    }

    private func punctuation(_ lines: [ByteLine]) -> DocumentVerdict? {
        let share = Double(lines.count(where: Self.endsSentence)) / Double(lines.count)
        guard share < leastPunctuatedLines else { return nil }
        return .rejected("line_punct_ratio", "\(rounded(share)) of the lines end a sentence")
    }

    private func lengths(_ lines: [ByteLine]) -> DocumentVerdict? {
        let share = Double(lines.count { DocumentLines.scalars($0) <= shortLineLength }) / Double(lines.count)
        guard share > mostShortLines else { return nil }
        return .rejected("short_line_ratio", "\(rounded(share)) of the lines are short")
    }

    private func repetition(_ lines: [ByteLine], _ bytes: UnsafeBufferPointer<UInt8>) -> DocumentVerdict? {
        let size = DocumentLines.scalars(bytes[...]) - bytes.count { $0 == UInt8(ascii: "\n") }
        let share = Double(DocumentLines.duplicates(lines).characters) / Double(max(1, size))
        guard share > mostDuplicateCharacters else { return nil }
        return .rejected("char_dup_ratio", "repeated lines are \(rounded(share)) of the text")
    }

    private func breaks(_ bytes: UnsafeBufferPointer<UInt8>) -> DocumentVerdict? {
        let breaks = bytes.count { $0 == UInt8(ascii: "\n") }
        let share = Double(breaks) / Double(max(1, DocumentWords(bytes).words.count))
        guard share > mostLineBreaks else { return nil }
        return .rejected("list_ratio", "\(rounded(share)) line breaks a word")
    }

    /// Whether the last character is one that ends sentences in some script.
    static func endsSentence(_ line: ByteLine) -> Bool {
        guard let last = line.last else { return false }
        if last < 0x80 { return ".?!".utf8.contains(last) }
        let start = line.lastIndex { $0 & 0xC0 != 0x80 } ?? line.startIndex
        let scalar = String(decoding: line[start...], as: UTF8.self).unicodeScalars.first
        return scalar.map(\.properties.isSentenceTerminal) ?? false
    }
}
