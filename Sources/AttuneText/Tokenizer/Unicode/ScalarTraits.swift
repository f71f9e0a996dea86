/// What the pre-tokenizers ask about a character.
struct ScalarTraits: OptionSet, Sendable {
    let rawValue: UInt16

    static let letter = ScalarTraits(rawValue: 1 << 0)
    static let upperCase = ScalarTraits(rawValue: 1 << 1)
    static let lowerCase = ScalarTraits(rawValue: 1 << 2)
    static let titleCase = ScalarTraits(rawValue: 1 << 3)
    static let modifierLetter = ScalarTraits(rawValue: 1 << 4)
    static let otherLetter = ScalarTraits(rawValue: 1 << 5)
    static let mark = ScalarTraits(rawValue: 1 << 6)
    static let number = ScalarTraits(rawValue: 1 << 7)
    static let punctuation = ScalarTraits(rawValue: 1 << 8)
    static let symbol = ScalarTraits(rawValue: 1 << 9)
    /// The 25 code points of the property White_Space.
    static let white = ScalarTraits(rawValue: 1 << 10)
    /// What `\w` matches.
    static let word = ScalarTraits(rawValue: 1 << 11)
    /// What the `Digits` pre-tokenizer takes for a digit: `number` in a newer version of Unicode.
    static let digit = ScalarTraits(rawValue: 1 << 12)
    /// Text without such characters is in canonical composition already.
    static let composing = ScalarTraits(rawValue: 1 << 13)

    /// Letters that may stand where a case-aware pattern wants upper case.
    static let upperLike: ScalarTraits = [.upperCase, .titleCase, .modifierLetter, .otherLetter, .mark]
    /// Letters that may stand where a case-aware pattern wants lower case.
    static let lowerLike: ScalarTraits = [.lowerCase, .modifierLetter, .otherLetter, .mark]

    @inline(__always)
    func has(_ any: ScalarTraits) -> Bool { rawValue & any.rawValue != 0 }
}

/// The traits of every code point, unpacked once from the generated runs.
struct ScalarTraitMap: Sendable {
    static let shared = ScalarTraitMap()
    static let codePointCount = 0x110000

    /// One element a code point.
    let values: [UInt16]

    private init() {
        let kinds = hexadecimalRows(ScalarTraitsTable.kinds).joined().map { UInt16(truncatingIfNeeded: $0) }
        var values: [UInt16] = []
        values.reserveCapacity(Self.codePointCount)
        var kind: UInt16?
        var count = 0
        func flush() {
            guard let kind else { return }
            values.append(contentsOf: repeatElement(kind, count: max(count, 1)))
        }
        for byte in ScalarTraitsTable.runs.description.utf8 {
            if byte >= 0x30, byte <= 0x39 {
                count = count * 10 + Int(byte - 0x30)
                continue
            }
            flush()
            let index = byte >= 0x61 ? Int(byte) - 0x61 + 26 : Int(byte) - 0x41
            kind = kinds[index]
            count = 0
        }
        flush()
        self.values = values
    }
}

/// The numbers of a generated table: rows parted by commas, hexadecimal numbers parted by spaces.
func hexadecimalRows(_ table: StaticString) -> [[UInt32]] {
    table.description.split(separator: ",").map { row in
        row.split(separator: " ").compactMap { UInt32($0, radix: 16) }
    }
}
