/// A text cut into words and punctuation, as web filters count them.
///
/// White space parts tokens; punctuation at either end of one is split off, hyphens and the like between letters are
/// words of their own, and so are `'s` and `n't`, as in spaCy's English rules, which datatrove counts by; `S.` and web
/// addresses stay whole. spaCy knows many exceptions, so that a count can differ by one in a hundred. The limits of these
/// filters are made for English.
struct DocumentWords {
    /// A word or a piece of punctuation.
    struct Word {
        /// Its bytes.
        let range: Range<Int>
        /// Its characters.
        let length: Int
        /// Whether it has a letter.
        let isAlphabetic: Bool
        /// Whether it has anything but punctuation.
        let isWord: Bool
        /// Equal for equal words.
        let hash: UInt64
    }

    private(set) var words: [Word] = []
    private let bytes: UnsafeBufferPointer<UInt8>

    /// Cuts UTF-8 bytes, which have to outlive this value.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        words.reserveCapacity(bytes.count / 5)
        var reader = ScalarReader(bytes)
        var token: [Character] = []
        while true {
            let start = reader.position
            guard let scalar = reader.next() else { break }
            let kind = CharacterKind.of(scalar)
            if kind == .space {
                cut(token)
                token.removeAll(keepingCapacity: true)
            } else {
                token.append(Character(range: start..<reader.position, kind: kind, scalar: scalar))
            }
        }
        cut(token)
    }

    /// A character of a token.
    private struct Character {
        let range: Range<Int>
        let kind: CharacterKind
        let scalar: UInt32

        var isDigit: Bool { (0x30...0x39).contains(scalar) }
        var isCapital: Bool { (0x41...0x5A).contains(scalar) }
        var isSmall: Bool { (0x61...0x7A).contains(scalar) }
    }

    /// Splits a token without spaces into punctuation, word, punctuation.
    private mutating func cut(_ token: [Character]) {
        guard !token.isEmpty else { return }
        guard let first = token.firstIndex(where: { $0.kind != .punctuation }),
            let last = token.lastIndex(where: { $0.kind != .punctuation })
        else { return runs(token[...]) }
        runs(token[..<first])
        let isAddress = isAddress(token[first...last])
        let end = isAddress && hasSlash(token, last + 1) || isInitial(token, last) ? last + 1 : last
        let word = token[first...end]
        if isAddress {
            append(word)
        } else {
            let clitic = clitic(word)
            split(word.dropLast(clitic))
            if clitic > 0 { append(word.suffix(clitic)) }
        }
        runs(token[(end + 1)...])
    }

    /// Whether a full stop follows a capital that no other capital precedes, as in `S. aureus` and `U.S.` they do.
    private func isInitial(_ token: [Character], _ last: Int) -> Bool {
        guard last + 1 < token.count, token[last + 1].scalar == 0x2E, token[last].isCapital else { return false }
        return last == 0 || !token[last - 1].isCapital
    }

    /// Whether a token is the address of a page.
    private func isAddress(_ word: ArraySlice<Character>) -> Bool {
        guard let colon = word.firstIndex(where: { $0.scalar == 0x3A }), colon + 2 < word.endIndex else { return false }
        return word[colon + 1].scalar == 0x2F && word[colon + 2].scalar == 0x2F
    }

    private func hasSlash(_ token: [Character], _ place: Int) -> Bool {
        place < token.count && token[place].scalar == 0x2F
    }

    /// Punctuation one by one; full stops and hyphens side by side stay together.
    private mutating func runs(_ characters: ArraySlice<Character>) {
        var rest = characters
        while let first = rest.first {
            let joins = first.scalar == 0x2E || first.scalar == 0x2D
            let run = joins ? rest.prefix { $0.scalar == first.scalar } : rest.prefix(1)
            append(run)
            rest = rest.dropFirst(run.count)
        }
    }

    /// A word at the marks inside of it that part words.
    private mutating func split(_ word: ArraySlice<Character>) {
        var start = word.startIndex
        for place in word.indices.dropFirst().dropLast() where isInfix(word[place - 1], word[place], word[place + 1]) {
            if start < place { append(word[start..<place]) }
            append(word[place...place])
            start = place + 1
        }
        append(word[start...])
    }

    /// Whether a mark between two characters parts words: hyphens and commas between letters, signs between digits, a full
    /// stop before a capital, a slash or colon before a letter.
    private func isInfix(_ before: Character, _ mark: Character, _ after: Character) -> Bool {
        if before.isDigit, after.isDigit { return [0x2A, 0x2B, 0x2D, 0x5E].contains(mark.scalar) }
        if mark.scalar == 0x2E { return before.isSmall && after.isCapital }
        guard mark.kind == .punctuation || mark.scalar == 0x7E, after.kind == .letter else { return false }
        switch mark.scalar {
        case 0x2D, 0x2013, 0x2014, 0x7E, 0x2C: return before.kind == .letter
        case 0x2F, 0x3A, 0x3C, 0x3D, 0x3E: return before.kind == .letter || before.kind == .other
        default: return false
        }
    }

    /// How many characters at the end are a word of their own: `'s`, `'re`, `n't` and their like.
    private func clitic(_ word: ArraySlice<Character>) -> Int {
        guard word.count > 2 else { return 0 }
        let tail = word.suffix(3).reduce(into: [UInt8]()) { $0 += bytes[$1.range] }
            .map { isASCIILetter($0) ? $0 | 0x20 : $0 }
        let text = String(decoding: tail, as: UTF8.self).replacing("\u{2019}", with: "'")
        if word.count > 3, ["n't", "'re", "'ve", "'ll"].contains(text) { return 3 }
        return ["'s", "'d", "'m"].contains(String(text.suffix(2))) ? 2 : 0
    }

    private mutating func append(_ characters: some Collection<Character>) {
        guard let first = characters.first else { return }
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        var end = first.range.upperBound
        var isAlphabetic = false
        var isWord = false
        for character in characters {
            for place in character.range { hash = (hash ^ UInt64(bytes[place])) &* 0x0000_0100_0000_01B3 }
            end = character.range.upperBound
            isAlphabetic = isAlphabetic || character.kind == .letter
            isWord = isWord || character.kind != .punctuation
        }
        words.append(
            Word(
                range: first.range.lowerBound..<end, length: characters.count, isAlphabetic: isAlphabetic,
                isWord: isWord,
                hash: mixed(hash)))
    }
}

/// What a character is to a web filter.
enum CharacterKind: UInt8 {
    case letter, punctuation, space, other

    /// The kind of a code point.
    @inline(__always)
    static func of(_ scalar: UInt32) -> CharacterKind {
        scalar < 0x80 ? ascii[Int(scalar)] : beyondASCII(scalar)
    }

    private static let ascii: [CharacterKind] = (0..<128).map { value in
        switch UInt8(value) {
        case let byte where isASCIILetter(byte): .letter
        case let byte where isDigit(byte): .other
        case 0x09...0x0D, 0x1C...0x20: .space
        default: .punctuation
        }
    }

    private static func beyondASCII(_ value: UInt32) -> CharacterKind {
        guard let scalar = Unicode.Scalar(value) else { return .other }
        if scalar.properties.isWhitespace { return .space }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return .letter
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation, .control:
            return .punctuation
        default: return .other
        }
    }
}
