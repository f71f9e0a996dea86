/// Keeps the lines that are sentences, and drops texts with too few of them.
///
/// Source: Raffel et al., "Exploring the limits of transfer learning", 2020, section 2.2; defaults, order and the names
/// of reasons as in datatrove's `c4_filters.py`. FineWeb turns `wantsTerminalPunctuation` off.
struct C4QualityFilter: DocumentFilter {
    var wantsTerminalPunctuation = true
    var leastSentences = 5
    var leastLineWords = 3
    var mostWordLength = 1000
    var refusesLoremIpsum = true
    var removesJavaScript = true
    var refusesCurlyBrackets = true
    var removesPolicies = true
    var removesCitations = true

    private static let policies = [
        "terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies",
    ]

    private enum LineVerdict { case kept(String), removed, textRefused(DocumentVerdict) }

    func verdict(_ text: String) -> DocumentVerdict {
        let lines = text.withBytes { bytes in
            DocumentLines(everyBreak: bytes).lines.map { String(decoding: $0, as: UTF8.self) }
        }
        var kept: [String] = []
        var sentences = 0
        for line in lines {
            switch judge(line) {
            case .removed: break
            case .textRefused(let verdict): return verdict
            case .kept(let line):
                kept.append(line)
                sentences += SentenceCount.sentences(in: line)
            }
        }
        if leastSentences >= 0, sentences < leastSentences {
            return .rejected(
                "too_few_sentences", "\(sentences) \(sentences == 1 ? "sentence is" : "sentences are") left")
        }
        let shortened = Self.stripped(kept.joined(separator: "\n"))
        return shortened.utf8.elementsEqual(text.utf8) ? .kept : .shortened(shortened)
    }

    private func judge(_ original: String) -> LineVerdict {
        var line = Self.stripped(original)
        let words = line.unicodeScalars.split(whereSeparator: \.properties.isWhitespace)
        if mostWordLength >= 0, words.contains(where: { $0.count > mostWordLength }) { return .removed }
        if removesCitations { line = Citations.removed(from: line) }
        if wantsTerminalPunctuation, !Self.endsSentence(line) { return .removed }
        if words.count < leastLineWords { return .removed }
        let folded = line.lowercased()
        if refusesLoremIpsum, folded.contains("lorem ipsum") {
            return .textRefused(.rejected("lorem_ipsum", "the text is filler"))
        }
        if removesJavaScript, folded.contains("javascript") { return .removed }
        if refusesCurlyBrackets, line.utf8.contains(UInt8(ascii: "{")) {
            return .textRefused(.rejected("curly_bracket", "the text has a curly bracket"))
        }
        if removesPolicies, Self.policies.contains(where: { folded.contains($0) }) { return .removed }
        return .kept(line)
    }

    private static func endsSentence(_ line: String) -> Bool {
        guard let last = line.utf8.last else { return false }
        return ".?!\"'".utf8.contains(last) && !line.utf8.suffix(3).elementsEqual("...".utf8)
    }

    private static func stripped(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }
}

/// Marks of encyclopaedias: `[12]`, `[]`, `[edit]`, `[citation needed]`.
enum Citations {
    static func removed(from line: String) -> String {
        guard line.utf8.contains(UInt8(ascii: "[")) else { return line }
        var result = ""
        var rest = Substring(line)
        while let open = rest.firstIndex(of: "[") {
            result += rest[..<open]
            let inside = rest[open...].dropFirst()
            let mark = inside.prefix { $0 != "[" && $0 != "]" }
            let after = inside[mark.endIndex...]
            if after.first == "]", isMark(mark) {
                rest = after.dropFirst()
            } else {
                result += "["
                rest = inside
            }
        }
        return result + rest
    }

    private static func isMark(_ text: Substring) -> Bool {
        text == "edit" || text == "citation needed"
            || text.unicodeScalars.allSatisfy { $0.properties.generalCategory == .decimalNumber }
    }
}

/// Counts sentences by their ends: a full stop, question or exclamation mark before white space.
enum SentenceCount {
    private static let abbreviations: Set = [
        "mr", "mrs", "ms", "dr", "prof", "st", "vs", "e.g", "i.e", "etc", "no", "fig", "jr", "sr", "inc", "ltd", "co",
    ]

    static func sentences(in line: String) -> Int {
        let tokens = line.split(whereSeparator: \.isWhitespace)
        return tokens.isEmpty ? 0 : 1 + tokens.dropLast().count(where: ends)
    }

    private static func ends(_ token: Substring) -> Bool {
        let word = token.reversed().drop { "\"')]\u{201D}\u{2019}".contains($0) }
        guard let mark = word.first else { return false }
        if "!?\u{3002}\u{FF01}\u{FF1F}".contains(mark) { return true }
        guard mark == "." else { return false }
        let name = String(word.dropFirst().reversed())
        return !abbreviations.contains(name.lowercased()) && name.last != "." && !(name.count == 1 && name != "I")
    }
}
