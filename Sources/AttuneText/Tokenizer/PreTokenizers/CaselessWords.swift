/// The pattern of Llama 3, Qwen 2 and Qwen 3.5.
///
/// `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
struct CaselessWords: Sendable, Equatable {
    /// 3 for Llama 3, 1 for Qwen.
    let digitLimit: Int
    /// Qwen 3.5: marks are letters.
    let takesMarks: Bool

    /// The end of the match that starts at an offset; every character belongs to a match.
    @inline(__always)
    func matchEnd(_ text: ScannedText, at start: Int, end: Int) -> Int {
        let (traits, length) = text.character(at: start, end: end)
        guard length > 0 else { return start }
        let first = text.bytes[start]
        if first == 0x27 {
            let contraction = contractionEnd(text, at: start, end: end, anyCase: true)
            if contraction > start { return contraction }
        }
        let letters: ScalarTraits = takesMarks ? [.letter, .mark] : .letter
        if !isLineBreak(first), !traits.has([.letter, .number]) {
            let word = text.endOfRun(of: letters, from: start + length, end: end)
            if word > start + length { return word }
        }
        if traits.has(letters) { return text.endOfRun(of: letters, from: start + length, end: end) }
        if traits.has(.number) { return numberEnd(text, at: start, end: end, atMost: digitLimit) }
        return symbolsOrSpaceEnd(text, at: start, traits: traits, letters: letters, end: end)
    }

    /// The end of ` ?[^\s\p{L}\p{N}]+[\r\n]*` or of white space.
    @inline(__always)
    private func symbolsOrSpaceEnd(
        _ text: ScannedText, at start: Int, traits: ScalarTraits, letters: ScalarTraits, end: Int
    ) -> Int {
        let position = text.bytes[start] == 0x20 ? start + 1 : start
        let symbols = text.endOfRun(without: letters.union([.white, .number]), from: position, end: end)
        if symbols > position { return lineBreaksEnd(text, from: symbols, end: end) }
        return whiteSpaceOrLinesEnd(text, at: start, end: end)
    }
}
