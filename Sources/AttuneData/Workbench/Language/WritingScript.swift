/// A way of writing, as far as it tells languages apart.
public enum WritingScript: String, Sendable, Codable, CaseIterable {
    // The raw values are contract: they stand in reports.
    case latin, greek, cyrillic, armenian, hebrew, arabic, devanagari, bengali, gurmukhi, gujarati, oriya, tamil,
        telugu, kannada, malayalam, sinhala, thai, lao, tibetan, myanmar, georgian, hangul, ethiopic, khmer, mongolian,
        kana, han
    /// Letters of any other script.
    case other

    /// The script of a letter; nil for digits, punctuation, symbols, marks and spaces that scripts share.
    @inline(__always)
    static func of(_ scalar: UInt32) -> WritingScript? {
        let number = scalar < 0x10000 ? ScriptTable.shared.basicPlane[Int(scalar)] : ScriptTable.astral(scalar)
        return number == 0 ? nil : ScriptTable.scripts[Int(number) - 1]
    }
}

/// The script of every code point of the basic plane, worked out once from blocks and letter properties.
struct ScriptTable {
    static let shared = ScriptTable()
    static let scripts = WritingScript.allCases

    /// 0 for what is no letter, else one more than the script's place in `scripts`.
    let basicPlane: [UInt8]

    private init() {
        basicPlane = (0..<0x10000).map { value in
            guard let scalar = Unicode.Scalar(UInt32(value)), Self.isLetterLike(scalar) else { return 0 }
            let script = Self.blocks.last { $0.start <= value }?.script ?? .other
            return Self.number(script)
        }
    }

    static func number(_ script: WritingScript) -> UInt8 {
        UInt8((scripts.firstIndex(of: script) ?? scripts.count - 1) + 1)
    }

    /// Asked for every text.
    static let latin = number(.latin)

    /// Beyond the basic plane only ideographs count as letters; the rest is mostly pictures.
    static func astral(_ scalar: UInt32) -> UInt8 {
        (0x20000..<0x40000).contains(scalar) ? number(.han) : 0
    }

    /// Vowel signs count too: without them Indic scripts would weigh half.
    private static func isLetterLike(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .otherLetter, .spacingMark: true
        case .nonspacingMark: scalar.value >= 0x900 && scalar.value < 0x1AB0
        case .modifierLetter: scalar.value >= 0x3000
        default: false
        }
    }

    /// Where runs of blocks of one script begin; each reaches to the next.
    private static let blocks: [(start: Int, script: WritingScript)] = [
        (0, .latin), (0x370, .greek), (0x400, .cyrillic), (0x530, .armenian), (0x590, .hebrew), (0x600, .arabic),
        (0x700, .other), (0x750, .arabic), (0x780, .other), (0x860, .arabic), (0x900, .devanagari), (0x980, .bengali),
        (0xA00, .gurmukhi), (0xA80, .gujarati), (0xB00, .oriya), (0xB80, .tamil), (0xC00, .telugu), (0xC80, .kannada),
        (0xD00, .malayalam), (0xD80, .sinhala), (0xE00, .thai), (0xE80, .lao), (0xF00, .tibetan), (0x1000, .myanmar),
        (0x10A0, .georgian), (0x1100, .hangul), (0x1200, .ethiopic), (0x13A0, .other), (0x1780, .khmer),
        (0x1800, .mongolian), (0x18B0, .other), (0x1C80, .cyrillic), (0x1C90, .georgian), (0x1CC0, .other),
        (0x1D00, .latin), (0x1F00, .greek), (0x2000, .other), (0x2C60, .latin), (0x2C80, .other), (0x2D00, .georgian),
        (0x2D30, .other), (0x2D80, .ethiopic), (0x2DE0, .cyrillic), (0x2E00, .han), (0x3040, .kana), (0x3100, .han),
        (0x3130, .hangul), (0x3190, .han), (0x31F0, .kana), (0x3200, .other), (0x3400, .han), (0xA000, .other),
        (0xA640, .cyrillic), (0xA6A0, .other), (0xA720, .latin), (0xA800, .other), (0xA8E0, .devanagari),
        (0xA900, .other), (0xA960, .hangul), (0xA980, .other), (0xAB30, .latin), (0xAB70, .other), (0xAC00, .hangul),
        (0xD800, .other), (0xF900, .han), (0xFB00, .latin), (0xFB13, .armenian), (0xFB1D, .hebrew), (0xFB50, .arabic),
        (0xFE00, .other), (0xFE70, .arabic), (0xFF00, .latin), (0xFF66, .kana), (0xFFA0, .hangul), (0xFFE0, .other),
    ]
}
