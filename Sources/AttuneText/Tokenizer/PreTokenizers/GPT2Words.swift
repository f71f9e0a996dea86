/// The end of the match of GPT-2's pattern that starts at an offset.
///
/// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
@inline(__always)
func gpt2WordEnd(_ text: ScannedText, at start: Int, end: Int) -> Int {
    var (traits, length) = text.character(at: start, end: end)
    guard length > 0 else { return start }
    if text.bytes[start] == 0x27 {
        let contraction = contractionEnd(text, at: start, end: end, anyCase: false)
        if contraction > start { return contraction }
    }
    var position = start
    if text.bytes[start] == 0x20 {
        let (next, nextLength) = text.character(at: start + 1, end: end)
        if nextLength > 0, !next.has(.white) {
            (traits, length, position) = (next, nextLength, start + 1)
        }
    }
    if traits.has(.letter) { return text.endOfRun(of: .letter, from: position + length, end: end) }
    if traits.has(.number) { return text.endOfRun(of: .number, from: position + length, end: end) }
    if !traits.has(.white) {
        return text.endOfRun(without: [.white, .letter, .number], from: position + length, end: end)
    }
    return whiteSpaceEnd(text, at: start, end: end)
}

/// The end of `'s|'t|'re|'ve|'m|'ll|'d` at an apostrophe; `start` when none matches.
///
/// In any case U+017F, the long s, counts as an s, as case folding has it.
@inline(__always)
func contractionEnd(_ text: ScannedText, at start: Int, end: Int, anyCase: Bool) -> Int {
    guard start + 1 < end else { return start }
    let fold: UInt8 = anyCase ? 0x20 : 0
    let first = text.bytes[start + 1]
    switch first | fold {
    case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return start + 2
    case UInt8(ascii: "r"), UInt8(ascii: "v"):
        return start + 2 < end && text.bytes[start + 2] | fold == UInt8(ascii: "e") ? start + 3 : start
    case UInt8(ascii: "l"):
        return start + 2 < end && text.bytes[start + 2] | fold == UInt8(ascii: "l") ? start + 3 : start
    default:
        let isLongS = anyCase && first == 0xC5 && start + 2 < end && text.bytes[start + 2] == 0xBF
        return isLongS ? start + 3 : start
    }
}
