/// How characters are made alike before their n-grams are looked up.
///
/// Digits, punctuation and Latin-1 signs become spaces, kana and hangul one character each, rare ideographs the frequent
/// one of their class. Source: langdetect 1.0.9, `utils/ngram.py`, with its tables from `utils/messages.properties`.
struct LanguageFolding {
    static let space: UInt16 = 0x20
    /// What stands for a character that no profile knows.
    static let unknown: UInt16 = 0xFFFF

    /// The folded form of each character of the basic plane.
    let folded: [UInt16]
    /// Whether the folded form is an upper-case letter.
    let isUpper: [Bool]
    /// A Vietnamese letter by the letter and the tone mark that follows it.
    let toned: [UInt32: UInt16]

    init(messages: [UInt8], path: String) throws(LanguageError) {
        guard let text = String(validating: messages, as: UTF8.self) else {
            throw .badProfile(path: path, reason: "messages.properties is not UTF-8")
        }
        let table = Self.table(text)
        guard let excluded = table["NGram.LATIN1_EXCLUDE"], table.keys.contains(where: { $0.hasPrefix("NGram.KANJI_") })
        else { throw .badProfile(path: path, reason: "messages.properties lacks the character tables") }
        var folded = (0..<0x10000).map { Self.folded(UInt16($0), excluded: excluded) }
        for (_, characters) in table.filter({ $0.key.hasPrefix("NGram.KANJI_") }).sorted(by: { $0.key < $1.key }) {
            for character in characters { folded[Int(character)] = characters[0] }
        }
        self.folded = folded
        isUpper = (0..<0x10000).map { Unicode.Scalar(UInt16($0))?.properties.isUppercase ?? false }
        toned = Self.toned(table)
    }

    private static func folded(_ unit: UInt16, excluded: [UInt16]) -> UInt16 {
        switch unit {
        case 0x41...0x5A, 0x61...0x7A: unit
        case 0..<0x80: space
        case 0x80..<0x100: excluded.contains(unit) ? space : unit
        case 0x219: 0x15F
        case 0x21B: 0x163
        case 0x6CC: 0x64A
        case 0x1EA0..<0x1F00: 0x1EC3
        case 0x2000..<0x2070: space
        case 0x3040..<0x30A0: 0x3042
        case 0x30A0..<0x3100: 0x30A2
        case 0x3100..<0x3130, 0x31A0..<0x31C0: 0x3105
        case 0xAC00..<0xD7B0: 0xAC00
        case 0xD800..<0xE000: unknown
        default: unit
        }
    }

    /// The lines `key=value` with `\uXXXX` for characters, as arrays of them; empty values are left out.
    private static func table(_ text: String) -> [String: [UInt16]] {
        var table: [String: [UInt16]] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            guard let equals = line.firstIndex(of: "=") else { continue }
            let pieces = line[line.index(after: equals)...].components(separatedByEscape: "\\u")
            if !pieces.isEmpty { table[String(line[..<equals])] = pieces }
        }
        return table
    }

    private static func toned(_ table: [String: [UInt16]]) -> [UInt32: UInt16] {
        var toned: [UInt32: UInt16] = [:]
        for mark: UInt16 in [0x300, 0x301, 0x303, 0x309, 0x323] {
            let name = "NORMALIZED_VI_CHARS_0" + String(mark, radix: 16)
            for (letter, result) in zip(table["TO_NORMALIZE_VI_CHARS"] ?? [], table[name] ?? []) {
                toned[UInt32(letter) << 16 | UInt32(mark)] = result
            }
        }
        return toned
    }
}

extension Substring {
    /// The characters of a value that writes some as themselves and some as an escape with four hexadecimal digits.
    fileprivate func components(separatedByEscape escape: String) -> [UInt16] {
        var units: [UInt16] = []
        var rest = Array(utf16)[...]
        let mark = Array(escape.utf16)
        while let unit = rest.first {
            if rest.starts(with: mark),
                let value = UInt16(String(decoding: rest.dropFirst(2).prefix(4), as: UTF16.self), radix: 16)
            {
                units.append(value)
                rest = rest.dropFirst(6)
            } else {
                units.append(unit)
                rest = rest.dropFirst()
            }
        }
        return units
    }
}
