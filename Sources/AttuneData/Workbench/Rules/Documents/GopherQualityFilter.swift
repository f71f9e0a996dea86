/// Whether words, symbols and lines are those of prose.
///
/// Source: Rae et al., "Scaling language models: Gopher", 2021, appendix A; defaults, order and the names of reasons as
/// in datatrove's `gopher_quality_filter.py`. The stop words are English.
struct GopherQualityFilter: DocumentFilter {
    var leastWords = 50
    var mostWords = 100_000
    var leastWordLength = 3.0
    var mostWordLength = 10.0
    /// The most hash signs, and the most ellipses, a word.
    var mostSymbols = 0.1
    var mostBullets = 0.9
    var mostEllipses = 0.3
    /// The least share of words with a letter.
    var leastAlphabetic = 0.8
    var leastStopWords = 2

    private static let stopWords = Set(["the", "be", "to", "of", "and", "that", "have", "with"].map { Array($0.utf8) })

    func verdict(_ text: String) -> DocumentVerdict {
        text.withBytes { bytes in
            let words = DocumentWords(bytes).words
            return length(words) ?? symbols(bytes, words) ?? lines(bytes) ?? letters(bytes, words) ?? .kept
        }
    }

    private func length(_ words: [DocumentWords.Word]) -> DocumentVerdict? {
        let real = words.filter(\.isWord)
        if real.count < leastWords { return .rejected("gopher_short_doc", "\(real.count) words") }
        if real.count > mostWords { return .rejected("gopher_long_doc", "\(real.count) words") }
        let mean = Double(real.reduce(0) { $0 + $1.length }) / Double(max(1, real.count))
        let message = "words of \(rounded(mean)) characters on average"
        if mean < leastWordLength { return .rejected("gopher_below_avg_threshold", message) }
        if mean > mostWordLength { return .rejected("gopher_above_avg_threshold", message) }
        return nil
    }

    private func symbols(_ bytes: UnsafeBufferPointer<UInt8>, _ words: [DocumentWords.Word]) -> DocumentVerdict? {
        let count = Double(max(1, words.count))
        let hashes = Double(bytes.count { $0 == UInt8(ascii: "#") }) / count
        if hashes > mostSymbols { return .rejected("gopher_too_many_hashes", "\(rounded(hashes)) hash signs a word") }
        var ellipses = 0
        var place = 0
        while place < bytes.count {
            let isEllipsis = bytes.has("...", at: place) || bytes.has("\u{2026}", at: place)
            ellipses += isEllipsis ? 1 : 0
            place += isEllipsis ? 3 : 1
        }
        let share = Double(ellipses) / count
        return share > mostSymbols ? .rejected("gopher_too_many_ellipsis", "\(rounded(share)) ellipses a word") : nil
    }

    private func lines(_ bytes: UnsafeBufferPointer<UInt8>) -> DocumentVerdict? {
        let lines = DocumentLines(everyBreak: bytes).lines
        let count = Double(max(1, lines.count))
        let bullets = lines.count {
            $0.stripped.starts(with: "\u{2022}".utf8) || $0.stripped.first == UInt8(ascii: "-")
        }
        if Double(bullets) / count > mostBullets {
            return .rejected("gopher_too_many_bullets", "\(bullets) of \(lines.count) lines begin with a bullet")
        }
        let ends = lines.count { $0.strippedAtEnd.ends(with: "...", "\u{2026}") }
        guard Double(ends) / count > mostEllipses else { return nil }
        return .rejected("gopher_too_many_end_ellipsis", "\(ends) of \(lines.count) lines end with an ellipsis")
    }

    private func letters(_ bytes: UnsafeBufferPointer<UInt8>, _ words: [DocumentWords.Word]) -> DocumentVerdict? {
        let share = Double(words.count(where: \.isAlphabetic)) / Double(max(1, words.count))
        if share < leastAlphabetic {
            return .rejected("gopher_below_alpha_threshold", "\(rounded(share)) of the words have a letter")
        }
        var found: Set<[UInt8]> = []
        for word in words where word.range.count <= 4 {
            let bytes = Array(bytes[word.range])
            if Self.stopWords.contains(bytes) { found.insert(bytes) }
        }
        guard found.count < leastStopWords else { return nil }
        return .rejected("gopher_enough_stop_words", "\(found.count) of the frequent English words")
    }
}

/// Two decimals, for messages.
func rounded(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
}
