/// The end of a match of DeepSeek-V3's last split.
///
/// `[ASCII punctuation][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`.
/// A character that starts no match stays outside of every word.
@inline(__always)
func punctuatedWordEnd(_ text: ScannedText, at start: Int, end: Int) -> Int {
    let (traits, length) = text.character(at: start, end: end)
    guard length > 0 else { return start }
    let first = text.bytes[start]
    if first < 0x80, traits.has([.punctuation, .symbol]) {
        var position = start + 1
        while position < end, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(text.bytes[position] | 0x20) {
            position += 1
        }
        if position > start + 1 { return position }
    }
    let letters: ScalarTraits = [.letter, .mark]
    if !isLineBreak(first), !traits.has([.letter, .punctuation, .symbol]) {
        let word = text.endOfRun(of: letters, from: start + length, end: end)
        if word > start + length { return word }
    }
    if traits.has(letters) { return text.endOfRun(of: letters, from: start + length, end: end) }
    let position = first == 0x20 ? start + 1 : start
    let symbols = text.endOfRun(of: [.punctuation, .symbol], from: position, end: end)
    if symbols > position { return lineBreaksEnd(text, from: symbols, end: end) }
    return traits.has(.white) ? whiteSpaceOrLinesEnd(text, at: start, end: end) : start
}
