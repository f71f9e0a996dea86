/// The pattern of GPT-4o and of Tekken.
///
/// U stands for upper-like and W for lower-like letters:
/// `[^\r\n\p{L}\p{N}]?[U]*[W]+C?|[^\r\n\p{L}\p{N}]?[U]+[W]*C?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+`
struct CaseAwareWords: Sendable, Equatable {
    /// 3 for GPT-4o, 1 for Tekken.
    let digitLimit: Int
    /// Whether C is a contraction in any case, as GPT-4o has it; Tekken has none.
    let takesContractions: Bool

    /// The end of the match that starts at an offset; every character belongs to a match.
    @inline(__always)
    func matchEnd(_ text: ScannedText, at start: Int, end: Int) -> Int {
        let (traits, length) = text.character(at: start, end: end)
        guard length > 0 else { return start }
        let first = text.bytes[start]
        let hasPrefix = !isLineBreak(first) && !traits.has([.letter, .number])
        let word = wordEnd(text, at: start, afterPrefix: hasPrefix ? start + length : start, end: end)
        if word > start { return contraction(text, at: word, end: end) }
        if traits.has(.number) { return numberEnd(text, at: start, end: end, atMost: digitLimit) }
        let position = first == 0x20 ? start + 1 : start
        let symbols = text.endOfRun(without: [.white, .letter, .number], from: position, end: end)
        if symbols > position { return lineBreaksEnd(text, from: symbols, end: end, slashes: true) }
        return whiteSpaceOrLinesEnd(text, at: start, end: end)
    }

    @inline(__always)
    private func contraction(_ text: ScannedText, at position: Int, end: Int) -> Int {
        guard takesContractions, position < end, text.bytes[position] == 0x27 else { return position }
        return contractionEnd(text, at: position, end: end, anyCase: true)
    }

    /// The alternatives in the order of the expression: with and without the prefix, lower case first.
    @inline(__always)
    private func wordEnd(_ text: ScannedText, at start: Int, afterPrefix: Int, end: Int) -> Int {
        if afterPrefix > start, let found = endingInLowerCase(text, from: afterPrefix, end: end) { return found }
        if let found = endingInLowerCase(text, from: start, end: end) { return found }
        if afterPrefix > start, let found = startingInUpperCase(text, from: afterPrefix, end: end) { return found }
        return startingInUpperCase(text, from: start, end: end) ?? start
    }

    /// The end of `[U]*[W]+`: when nothing lower-like follows the run of U, it gives back to its last lower-like character.
    private func endingInLowerCase(_ text: ScannedText, from start: Int, end: Int) -> Int? {
        var position = start
        var afterLastLower: Int?
        while true {
            let (traits, length) = text.character(at: position, end: end)
            guard length > 0, traits.has(.upperLike) else { break }
            position += length
            if traits.has(.lowerLike) { afterLastLower = position }
        }
        let lower = text.endOfRun(of: .lowerLike, from: position, end: end)
        return lower > position ? lower : afterLastLower
    }

    /// The end of `[U]+[W]*`.
    private func startingInUpperCase(_ text: ScannedText, from start: Int, end: Int) -> Int? {
        let upper = text.endOfRun(of: .upperLike, from: start, end: end)
        return upper > start ? text.endOfRun(of: .lowerLike, from: upper, end: end) : nil
    }
}
