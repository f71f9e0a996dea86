/// A pattern that cuts text into words, scanned by hand.
///
/// The scanners do what the regular expressions beside them do, in linear time and without recursion.
enum WordPattern: Sendable, Equatable {
    /// Exactly these bytes.
    case literal([UInt8])
    /// GPT-2: contractions, letters, numbers and symbols with a leading space, white space.
    case gpt2
    /// Llama 3 and Qwen: contractions in any case, a leading symbol on letters, line breaks on symbols.
    case caseless(CaselessWords)
    /// GPT-4o and Tekken: a change from lower to upper case starts a word.
    case caseAware(CaseAwareWords)
    /// `\p{N}`, `\p{N}{1,n}` or `\p{N}+`.
    case numbers(atMost: Int)
    /// Exactly three ASCII digits.
    case threeDigits
    /// A run of punctuation and of the symbols `$+<=>^~|`.
    case punctuation
    /// Chinese ideographs and kana, a run at a time.
    case ideographs
    /// DeepSeek-V3's last split: letters with marks, punctuation with a leading space.
    case punctuated

    /// The end of the match that starts at an offset, or the offset itself when none does.
    @inline(__always)
    func matchEnd(_ text: ScannedText, at start: Int, end: Int) -> Int {
        switch self {
        case .gpt2: gpt2WordEnd(text, at: start, end: end)
        case .caseless(let words): words.matchEnd(text, at: start, end: end)
        case .caseAware(let words): words.matchEnd(text, at: start, end: end)
        case .numbers(let limit): numberEnd(text, at: start, end: end, atMost: limit)
        case .threeDigits: threeDigitsEnd(text, at: start, end: end)
        case .punctuation: punctuationEnd(text, at: start, end: end)
        case .ideographs: ideographEnd(text, at: start, end: end)
        case .punctuated: punctuatedWordEnd(text, at: start, end: end)
        case .literal(let bytes): literalEnd(text, at: start, end: end, bytes)
        }
    }
}

private func literalEnd(_ text: ScannedText, at start: Int, end: Int, _ literal: [UInt8]) -> Int {
    guard !literal.isEmpty, end - start >= literal.count else { return start }
    for (index, byte) in literal.enumerated() where text.bytes[start + index] != byte { return start }
    return start + literal.count
}

/// The end of `\p{N}{1,limit}`.
@inline(__always)
func numberEnd(_ text: ScannedText, at start: Int, end: Int, atMost limit: Int) -> Int {
    var position = start
    for _ in 0..<limit {
        let (traits, length) = text.character(at: position, end: end)
        guard traits.has(.number) else { break }
        position += length
    }
    return position
}

/// The end of `[0-9][0-9][0-9]`.
private func threeDigitsEnd(_ text: ScannedText, at start: Int, end: Int) -> Int {
    guard end - start >= 3 else { return start }
    return (start..<(start + 3)).allSatisfy { (0x30...0x39).contains(text.bytes[$0]) } ? start + 3 : start
}

/// The end of `[\p{P}\$\+<=>\^~\|]+`.
private func punctuationEnd(_ text: ScannedText, at start: Int, end: Int) -> Int {
    var position = start
    while true {
        let (traits, length) = text.character(at: position, end: end)
        let isSymbol = length == 1 && "$+<=>^~|".utf8.contains(text.bytes[position])
        guard length > 0, traits.has(.punctuation) || isSymbol else { return position }
        position += length
    }
}

/// The end of a run of U+4E00 to U+9FA5 and U+3040 to U+30FF.
private func ideographEnd(_ text: ScannedText, at start: Int, end: Int) -> Int {
    var position = start
    while position < end {
        let (value, length) = decodedScalar(text.bytes, at: position, end: end)
        guard (0x4E00...0x9FA5).contains(value) || (0x3040...0x30FF).contains(value) else { break }
        position += length
    }
    return position
}

/// The end of `\s+(?!\S)|\s+` at a white space character.
///
/// A run before a word leaves its last character to that word; a run at the end is taken whole.
@inline(__always)
func whiteSpaceEnd(_ text: ScannedText, at start: Int, end: Int) -> Int {
    var position = start
    var lastStart = start
    while true {
        let (traits, length) = text.character(at: position, end: end)
        guard length > 0, traits.has(.white) else { break }
        lastStart = position
        position += length
    }
    return position == end || lastStart == start ? position : lastStart
}

/// The end of `\s*[\r\n]+|\s+(?!\S)|\s+` at a white space character: a run with line breaks goes to the last one.
@inline(__always)
func whiteSpaceOrLinesEnd(_ text: ScannedText, at start: Int, end: Int) -> Int {
    var position = start
    var lastStart = start
    var afterBreak = start
    while true {
        let (traits, length) = text.character(at: position, end: end)
        guard length > 0, traits.has(.white) else { break }
        lastStart = position
        if isLineBreak(text.bytes[position]) { afterBreak = position + 1 }
        position += length
    }
    if afterBreak > start { return afterBreak }
    return position == end || lastStart == start ? position : lastStart
}

/// Whether a byte is a carriage return or a line feed.
@inline(__always)
func isLineBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

/// The end of the run of line breaks, and slashes where the pattern has `[\r\n/]*`.
@inline(__always)
func lineBreaksEnd(_ text: ScannedText, from start: Int, end: Int, slashes: Bool = false) -> Int {
    var position = start
    while position < end, isLineBreak(text.bytes[position]) || (slashes && text.bytes[position] == 0x2F) {
        position += 1
    }
    return position
}
