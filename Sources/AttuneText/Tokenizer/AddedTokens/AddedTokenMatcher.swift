/// A stretch of the text: an added token, or text between added tokens.
struct TextStretch: Equatable {
    var start: Int
    var end: Int
    var token: Int32?
}

/// Cuts text at added tokens.
struct AddedTokenMatcher: Sendable {
    private let tokens: [AddedToken]
    private let all: AddedTokenAutomaton
    /// The tokens that also match where special ones are taken for plain text.
    private let ordinaryTokens: [AddedToken]
    private let ordinary: AddedTokenAutomaton

    /// Whether there is nothing to match.
    var isEmpty: Bool { all.isEmpty }

    /// A matcher of the tokens by the given texts, which differ from their contents where text is normalized first.
    init(_ tokens: [AddedToken], contents: [[UInt8]]) {
        self.tokens = tokens
        all = AddedTokenAutomaton(contents)
        let plain = tokens.indices.filter { !tokens[$0].isSpecial }
        ordinaryTokens = plain.map { tokens[$0] }
        ordinary = AddedTokenAutomaton(plain.map { contents[$0] })
    }

    /// Cuts a range of the text.
    ///
    /// Special tokens match inside of the parsing ranges only, or anywhere without these.
    /// Source: tokenizers `added_vocabulary.rs`, `find_matches`; the parsing ranges are ours.
    func cut(_ text: ScannedText, from start: Int, to end: Int, parsing: [Range<Int>]?) -> [TextStretch] {
        guard !isEmpty else { return start < end ? [TextStretch(start: start, end: end)] : [] }
        var cutter = StretchCutter(text: text, start: start, end: end)
        guard let parsing else {
            all.forEachMatch(in: text.bytes, from: start, to: end) { cutter.add($0, tokens[$0.pattern]) }
            return cutter.finish()
        }
        var special: [(match: AddedTokenAutomaton.Match, token: AddedToken)] = []
        for range in parsing.overlapping(start..<end) {
            let part = range.clamped(to: start..<end)
            all.forEachMatch(in: text.bytes, from: part.lowerBound, to: part.upperBound) {
                if tokens[$0.pattern].isSpecial { special.append(($0, tokens[$0.pattern])) }
            }
        }
        var position = start
        for (match, token) in special {
            addOrdinary(from: position, to: match.start, &cutter)
            cutter.add(match, token)
            position = match.end
        }
        addOrdinary(from: position, to: end, &cutter)
        return cutter.finish()
    }

    private func addOrdinary(from start: Int, to end: Int, _ cutter: inout StretchCutter) {
        ordinary.forEachMatch(in: cutter.text.bytes, from: start, to: end) {
            cutter.add($0, ordinaryTokens[$0.pattern])
        }
    }
}

/// Applies the conditions and the white space of added tokens to their matches, and keeps the text between them.
private struct StretchCutter {
    let text: ScannedText
    let start: Int
    let end: Int
    private var stretches: [TextStretch] = []
    private var textStart: Int

    init(text: ScannedText, start: Int, end: Int) {
        self.text = text
        self.start = start
        self.end = end
        textStart = start
    }

    mutating func add(_ match: AddedTokenAutomaton.Match, _ token: AddedToken) {
        if token.isSingleWord, touchesWord(match) { return }
        let first = token.stripsLeft ? max(whiteSpaceStart(before: match.start), textStart) : match.start
        let last = token.stripsRight ? text.endOfRun(of: .white, from: match.end, end: end) : match.end
        if textStart < first { stretches.append(TextStretch(start: textStart, end: first)) }
        stretches.append(TextStretch(start: first, end: last, token: token.id))
        textStart = last
    }

    mutating func finish() -> [TextStretch] {
        if textStart < end { stretches.append(TextStretch(start: textStart, end: end)) }
        return stretches
    }

    private func touchesWord(_ match: AddedTokenAutomaton.Match) -> Bool {
        let after = text.character(at: match.end, end: end).traits
        guard let before = characterStart(before: match.start) else { return after.has(.word) }
        return after.has(.word) || text.character(at: before, end: match.start).traits.has(.word)
    }

    private func whiteSpaceStart(before offset: Int) -> Int {
        var position = offset
        while let previous = characterStart(before: position),
            text.character(at: previous, end: position).traits.has(.white)
        {
            position = previous
        }
        return position
    }

    private func characterStart(before offset: Int) -> Int? {
        guard offset > start else { return nil }
        var position = offset - 1
        while position > start, text.bytes[position] & 0xC0 == 0x80 { position -= 1 }
        return position
    }
}
