/// A line of UTF-8 bytes.
typealias ByteLine = Slice<UnsafeBufferPointer<UInt8>>

/// The number that a line begins with: `3.`, `3)`, `(3)`, `3.1`, `Article 3`, `Section 3`, `Clause 3`, or the Chinese form of
/// these.
struct LineNumber {
    /// How the number is written; numbers of one style count together.
    enum Style: Hashable {
        case dot, bracket, brackets
        /// The last part of a number such as 3.1, behind its first parts.
        case part(of: String)
        case word(String)
    }

    let style: Style
    let value: Int

    private static let words = ["article", "section", "clause", "chapter", "step"]
    private static let longestWord = 7
    /// Whether a byte begins one of the words.
    private static let startsWord = (UInt8.min...UInt8.max).map { byte in
        isASCIILetter(byte) && words.contains { $0.utf8.first == byte | 0x20 }
    }
    private static let mostDigits = 3

    /// The number of a line, or nil.
    init?(_ line: ByteLine) {
        let rest = line.drop { $0 == 0x20 || $0 == 0x09 }
        guard let found = Self.named(rest) ?? Self.chinese(rest) ?? Self.bracketed(rest) ?? Self.plain(rest) else {
            return nil
        }
        (style, value) = found
    }

    /// Whether a list of this style may begin with another number than 1, as an excerpt of a contract does.
    var beginsAnywhere: Bool { if case .word = style { true } else { false } }

    /// A word and a number, such as `Article 3`.
    private static func named(_ line: ByteLine) -> (Style, Int)? {
        guard let first = line.first, startsWord[Int(first)] else { return nil }
        let letters = line.prefix(longestWord + 1).prefix(while: isASCIILetter)
        guard letters.count <= longestWord else { return nil }
        let word = String(decoding: letters, as: UTF8.self).lowercased()
        guard words.contains(word) else { return nil }
        let rest = line.dropFirst(word.utf8.count).drop { $0 == 0x20 }
        guard let value = number(rest), !hasSubnumber(rest) else { return nil }
        let after = rest.drop(while: isDigit).first
        guard after.map({ ".: )\r".utf8.contains($0) }) ?? true else { return nil }
        return (.word(word), value)
    }

    /// An article or an item of a Chinese contract.
    private static func chinese(_ line: ByteLine) -> (Style, Int)? {
        let isArticle = line.starts(with: "\u{7B2C}".utf8)
        guard isArticle || line.first.map({ isDigit($0) || $0 == 0xE4 || $0 == 0xE5 }) == true,
            let (value, end) = ChineseNumber.read(isArticle ? line.dropFirst(3) : line)
        else { return nil }
        let mark = isArticle ? "\u{6761}" : "\u{3001}"
        return end.starts(with: mark.utf8) ? (.word(mark), value) : nil
    }

    /// A number in brackets, such as `(3)`.
    private static func bracketed(_ line: ByteLine) -> (Style, Int)? {
        let isWide = line.starts(with: "\u{FF08}".utf8)
        guard isWide || line.first == UInt8(ascii: "(") else { return nil }
        let rest = line.dropFirst(isWide ? 3 : 1)
        guard let value = number(rest) else { return nil }
        let end = rest.drop(while: isDigit)
        return end.first == UInt8(ascii: ")") || end.starts(with: "\u{FF09}".utf8) ? (.brackets, value) : nil
    }

    /// A number alone, such as `3.`, `3)` or `3.1`.
    private static func plain(_ line: ByteLine) -> (Style, Int)? {
        guard let value = number(line) else { return nil }
        if hasSubnumber(line) { return part(line) }
        switch line.drop(while: isDigit).prefix(2).map({ $0 }) {
        case [UInt8(ascii: "."), 0x20], [UInt8(ascii: "."), 0x09]: return (.dot, value)
        case [UInt8(ascii: ")"), 0x20]: return (.bracket, value)
        default: return nil
        }
    }

    /// The last number of `3.1` or `3.1.2`, with or without a full stop, before a space.
    private static func part(_ line: ByteLine) -> (Style, Int)? {
        let digits = line.prefix { isDigit($0) || $0 == UInt8(ascii: ".") }
        let after = line.dropFirst(digits.count).first
        guard after == 0x20 || after == 0x09, digits.count <= 16 else { return nil }
        let numbers = digits.split(separator: UInt8(ascii: "."))
        guard let last = numbers.last, let value = number(last) else { return nil }
        return (.part(of: numbers.dropLast().map { String(decoding: $0, as: UTF8.self) }.joined(separator: ".")), value)
    }

    private static func number(_ bytes: ByteLine) -> Int? {
        let digits = bytes.prefix(while: isDigit)
        guard !digits.isEmpty, digits.count <= mostDigits else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// Whether the number is one of a lower level, such as 3.1.
    private static func hasSubnumber(_ bytes: ByteLine) -> Bool {
        let rest = bytes.drop(while: isDigit)
        return rest.first == UInt8(ascii: ".") && rest.dropFirst().first.map(isDigit) == true
    }
}

/// Numbers below a thousand in Chinese numerals or digits.
enum ChineseNumber {
    private static let digits = Array(
        "\u{4E00}\u{4E8C}\u{4E09}\u{56DB}\u{4E94}\u{516D}\u{4E03}\u{516B}\u{4E5D}".unicodeScalars)

    /// The number at the beginning of bytes, and what follows it.
    static func read(
        _ bytes: ByteLine
    ) -> (value: Int, rest: ByteLine)? {
        let plain = bytes.prefix(while: isDigit)
        if !plain.isEmpty, plain.count <= 3 {
            return (plain.reduce(0) { $0 * 10 + Int($1 - 0x30) }, bytes.dropFirst(plain.count))
        }
        var total = 0
        var digit = 0
        var length = 0
        for scalar in String(decoding: bytes.prefix(24), as: UTF8.self).unicodeScalars {
            if let place = digits.firstIndex(of: scalar) {
                digit = place + 1
            } else if scalar == "\u{5341}" {
                total += max(1, digit) * 10
                digit = 0
            } else if scalar == "\u{767E}" {
                total += max(1, digit) * 100
                digit = 0
            } else if scalar != "\u{96F6}" {
                break
            }
            length += 3
        }
        return length == 0 ? nil : (total + digit, bytes.dropFirst(length))
    }
}
