/// What kinds of bytes a text holds: found in one pass, so that most rules can pass most texts over.
struct TextTraits: OptionSet, Sendable {
    let rawValue: UInt8

    /// An at sign.
    static let atSign = TextTraits(rawValue: 1)
    /// A digit.
    static let digit = TextTraits(rawValue: 2)
    /// A control character of ASCII other than tab, line feed and carriage return.
    static let control = TextTraits(rawValue: 4)
    /// A byte beyond ASCII.
    static let beyondASCII = TextTraits(rawValue: 8)
    /// `<` or `&`.
    static let markup = TextTraits(rawValue: 16)
    /// A run of at least `tokenLength` letters, digits, `-` and `_`, as keys have.
    static let longToken = TextTraits(rawValue: 32)

    /// How long such a run is at least.
    static let tokenLength = 16

    init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The traits of a text.
    init(_ text: String) { self = text.withBytes { TextTraits($0) } }

    /// The traits of UTF-8 bytes.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        var found: UInt8 = 0
        var run = 0
        var longest = 0
        ByteClass.table.withUnsafeBufferPointer { table in
            for byte in bytes {
                let entry = table[Int(byte)]
                found |= entry
                run = entry & ByteClass.token != 0 ? run + 1 : 0
                longest = max(longest, run)
            }
        }
        let seen = TextTraits(rawValue: found & ~(ByteClass.token | TextTraits.longToken.rawValue))
        self = longest >= Self.tokenLength ? seen.union(.longToken) : seen
    }
}

/// The traits that single bytes bring.
enum ByteClass {
    /// The byte can be a part of a key.
    static let token: UInt8 = 64

    static let table: [UInt8] = (0..<256).map { traits(UInt8($0)) }

    private static func traits(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): TextTraits.digit.rawValue | token
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"),
            UInt8(ascii: "-"):
            token
        case UInt8(ascii: "@"): TextTraits.atSign.rawValue
        case UInt8(ascii: "<"), UInt8(ascii: "&"): TextTraits.markup.rawValue
        case 0x09, 0x0A, 0x0D: 0
        case 0..<0x20, 0x7F: TextTraits.control.rawValue
        case 0x80...: TextTraits.beyondASCII.rawValue
        default: 0
        }
    }
}
