/// A line of UTF-8 bytes.
typealias ByteLine = Slice<UnsafeBufferPointer<UInt8>>

/// The number that a line begins with: `3.`, `3)`, `Article 3`, `Section 3`, `Clause 3`, or the Chinese form of these.
struct LineNumber {
    /// How the number is written; numbers of one style count together.
    enum Style: Hashable {
        case dot, bracket
        case word(String)
    }

    let style: Style
    let value: Int

    private static let words = ["article", "section", "clause", "chapter", "step"]
    private static let mostDigits = 3

    /// The number of a line, or nil.
    init?(_ line: ByteLine) {
        var rest = line.drop { $0 == 0x20 || $0 == 0x09 }
        if let first = rest.first, isASCIILetter(first) {
            let word = String(decoding: rest.prefix(while: isASCIILetter), as: UTF8.self).lowercased()
            guard Self.words.contains(word) else { return nil }
            rest = rest.dropFirst(word.utf8.count).drop { $0 == 0x20 }
            guard let value = Self.number(rest) else { return nil }
            let after = rest.drop(while: isDigit).first
            guard after == nil || after.map({ ".: )\r".utf8.contains($0) }) == true, !Self.hasSubnumber(rest) else {
                return nil
            }
            (style, self.value) = (.word(word), value)
            return
        }
        if rest.starts(with: "\u{7B2C}".utf8) {
            rest = rest.dropFirst(3)
            guard let (value, end) = ChineseNumber.read(rest), end.starts(with: "\u{6761}".utf8) else { return nil }
            (style, self.value) = (.word("\u{6761}"), value)
            return
        }
        guard let value = Self.number(rest), !Self.hasSubnumber(rest) else { return nil }
        switch rest.drop(while: isDigit).prefix(2).map({ $0 }) {
        case [UInt8(ascii: "."), 0x20], [UInt8(ascii: "."), 0x09]: style = .dot
        case [UInt8(ascii: ")"), 0x20]: style = .bracket
        default: return nil
        }
        self.value = value
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
