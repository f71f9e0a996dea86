internal import Foundation

/// What a character is when texts are compared, for every code point of the basic plane.
///
/// Letters lose their case, and Latin and Greek ones their marks; digits stay; punctuation and spaces part words; symbols
/// and the letters of scripts without spaces between words are words of their own.
struct FoldTable {
    static let shared = FoldTable()

    /// How a character takes part in words.
    enum Role: UInt32 {
        /// It parts words.
        case separator = 0
        /// It is a part of a word.
        case letter = 1
        /// It is a word.
        case word = 2
        /// It is passed over, as if it were not there.
        case nothing = 3
    }

    /// The folded character in the low 16 bits, its role in bit 16 and 17.
    let entries: [UInt32]

    private init() {
        entries = (0..<0x10000).map { value in
            guard let scalar = Unicode.Scalar(UInt32(value)) else { return 0 }
            let role = Self.role(scalar)
            return role.rawValue << 16 | (role == .separator ? 0 : Self.folded(scalar))
        }
    }

    /// The entry of a code point beyond the basic plane; the folded character is cut to 16 bits.
    static func astral(_ scalar: UInt32) -> UInt32 {
        let isWord = (0x1F000..<0x20000).contains(scalar) || (0x20000..<0x40000).contains(scalar)
        return (isWord ? Role.word : .letter).rawValue << 16 | scalar & 0xFFFF
    }

    private static func role(_ scalar: Unicode.Scalar) -> Role {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter: .letter
        case .otherLetter: writesWithoutSpaces(scalar.value) ? .word : .letter
        case .decimalNumber, .letterNumber, .otherNumber, .privateUse: .letter
        case .nonspacingMark, .spacingMark, .enclosingMark:
            (0x300..<0x370).contains(scalar.value) ? .nothing : .letter
        case .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol: .word
        case .format: .nothing
        default: .separator
        }
    }

    /// Han, kana, Thai, Lao, Tibetan, Myanmar and Khmer put no spaces between words.
    private static func writesWithoutSpaces(_ value: UInt32) -> Bool {
        switch value {
        case 0xE00..<0x10A0, 0x1780..<0x1800, 0x3040..<0x3130, 0x31A0..<0x3200, 0x3400..<0xA000, 0xF900..<0xFB00: true
        default: false
        }
    }

    private static func folded(_ scalar: Unicode.Scalar) -> UInt32 {
        var first = scalar
        if scalar.properties.changesWhenLowercased, let lower = scalar.properties.lowercaseMapping.unicodeScalars.first
        {
            first = lower
        }
        switch first.value {
        case 0xC0..<0x250, 0x370..<0x400, 0x1E00..<0x2000:
            first = String(first).decomposedStringWithCanonicalMapping.unicodeScalars.first ?? first
        default: break
        }
        return first.value & 0xFFFF
    }
}
