/// Whether a text repeats lines, paragraphs or runs of words.
///
/// Source: Rae et al., "Scaling language models: Gopher", 2021, table A1; defaults, order and the names of reasons as in
/// datatrove's `gopher_repetition_filter.py`.
struct GopherRepetitionFilter: DocumentFilter {
    var duplicateLines = 0.3
    var duplicateParagraphs = 0.3
    var duplicateLineCharacters = 0.2
    var duplicateParagraphCharacters = 0.2

    /// The most of the text that the most frequent run of so many words may take.
    private static let topRuns = [(2, 0.2), (3, 0.18), (4, 0.16)]
    /// The most of the text that runs of so many words may take when they occur again.
    private static let repeatedRuns = [(5, 0.15), (6, 0.14), (7, 0.13), (8, 0.12), (9, 0.11), (10, 0.10)]

    func verdict(_ text: String) -> DocumentVerdict {
        text.withBytes { bytes in
            guard !bytes.isEmpty else { return .rejected("empty", "the text is empty") }
            let size = Double(DocumentLines.scalars(bytes[...]))
            return paragraphs(bytes, size) ?? lines(bytes, size) ?? runs(DocumentWords(bytes).words, size) ?? .kept
        }
    }

    private func paragraphs(_ bytes: UnsafeBufferPointer<UInt8>, _ size: Double) -> DocumentVerdict? {
        let pieces = Self.paragraphs(bytes[...].stripped)
        let (count, characters) = DocumentLines.duplicates(pieces)
        if Double(count) / Double(pieces.count) > duplicateParagraphs {
            return .rejected("dup_para_frac", "\(count) of \(pieces.count) paragraphs repeat another")
        }
        guard Double(characters) / size > duplicateParagraphCharacters else { return nil }
        return .rejected(
            "dup_para_char_frac", "repeated paragraphs are \(rounded(Double(characters) / size)) of the text")
    }

    private func lines(_ bytes: UnsafeBufferPointer<UInt8>, _ size: Double) -> DocumentVerdict? {
        let pieces = Self.lines(bytes[...])
        let (count, characters) = DocumentLines.duplicates(pieces)
        if Double(count) / Double(pieces.count) > duplicateLines {
            return .rejected("dup_line_frac", "\(count) of \(pieces.count) lines repeat another")
        }
        guard Double(characters) / size > duplicateLineCharacters else { return nil }
        return .rejected("dup_line_char_frac", "repeated lines are \(rounded(Double(characters) / size)) of the text")
    }

    private func runs(_ words: [DocumentWords.Word], _ size: Double) -> DocumentVerdict? {
        for (length, most) in Self.topRuns where words.count >= length {
            let share = Double(WordRuns.mostFrequent(words, length)) / size
            if share > most {
                return .rejected("top_\(length)_gram", "one run of \(length) words is \(rounded(share)) of the text")
            }
        }
        for (length, most) in Self.repeatedRuns {
            let share = Double(WordRuns.repeated(words, length)) / size
            if share > most {
                return .rejected(
                    "duplicated_\(length)_n_grams", "repeated runs of \(length) words are \(rounded(share)) of the text"
                )
            }
        }
        return nil
    }

    /// Pieces between two or more line feeds.
    private static func paragraphs(_ text: ByteLine) -> [ByteLine] {
        pieces(text, leastBreaks: 2)
    }

    /// Pieces between line feeds, of which several side by side count as one; a text that begins or ends with one has an
    /// empty piece there.
    private static func lines(_ text: ByteLine) -> [ByteLine] { pieces(text, leastBreaks: 1) }

    private static func pieces(_ text: ByteLine, leastBreaks: Int) -> [ByteLine] {
        var pieces: [ByteLine] = []
        var start = text.startIndex
        var place = text.startIndex
        while place < text.endIndex {
            var end = place
            while end < text.endIndex, text[end] == UInt8(ascii: "\n") { end += 1 }
            if end - place >= leastBreaks {
                pieces.append(text[start..<place])
                start = end
            }
            place = max(end, place + 1)
        }
        return pieces + [text[start...]]
    }
}

/// Counts runs of words.
enum WordRuns {
    /// The characters of all occurrences of the most frequent run, one space between words; of equally frequent runs the
    /// one that comes first.
    static func mostFrequent(_ words: [DocumentWords.Word], _ length: Int) -> Int {
        var counts: [UInt64: (count: Int, first: Int)] = [:]
        for start in 0...(words.count - length) {
            counts[hash(words, start, length), default: (0, start)].count += 1
        }
        guard let top = counts.values.max(by: { ($0.count, $1.first) < ($1.count, $0.first) }) else { return 0 }
        return (size(words, top.first, length) + length - 1) * top.count
    }

    /// The characters of runs that occurred before, found from left to right without overlap.
    static func repeated(_ words: [DocumentWords.Word], _ length: Int) -> Int {
        var seen: Set<UInt64> = []
        var characters = 0
        var start = 0
        while start + length <= words.count {
            if seen.insert(hash(words, start, length)).inserted {
                start += 1
            } else {
                characters += size(words, start, length)
                start += length
            }
        }
        return characters
    }

    private static func hash(_ words: [DocumentWords.Word], _ start: Int, _ length: Int) -> UInt64 {
        var hash: UInt64 = 0
        for word in words[start..<start + length] { hash = (hash ^ word.hash) &* 0x9E37_79B9_7F4A_7C15 }
        return mixed(hash)
    }

    private static func size(_ words: [DocumentWords.Word], _ start: Int, _ length: Int) -> Int {
        words[start..<start + length].reduce(0) { $0 + $1.length }
    }
}
