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
        let found = Self.byByte.withUnsafeBufferPointer { table in
            bytes.reduce(0) { $0 | table[Int($1)] }
        }
        let seen = TextTraits(rawValue: found)
        self = token(atLeast: Self.tokenLength, from: 0, in: bytes) == nil ? seen : seen.union(.longToken)
    }

    /// The trait that each byte brings alone.
    private static let byByte: [UInt8] = (UInt8.min...UInt8.max).map { byte in
        let trait: TextTraits =
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): .digit
            case UInt8(ascii: "@"): .atSign
            case UInt8(ascii: "<"), UInt8(ascii: "&"): .markup
            case 0x09, 0x0A, 0x0D: []
            case 0..<0x20, 0x7F: .control
            case 0x80...: .beyondASCII
            default: []
            }
        return trait.rawValue
    }
}

/// The next run of token bytes, as keys have, with at least so many of them.
func token(atLeast length: Int, from first: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
    length < 16
        ? shortToken(atLeast: length, from: first, in: bytes) : longToken(atLeast: length, from: first, in: bytes)
}

/// The next run of at least 16: wherever it begins, eight of its bytes are looked at together.
private func longToken(atLeast length: Int, from first: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
    var place = first
    while let eight = EightBytes(bytes, at: place) {
        // Spaces and commas rule most places out at once.
        guard eight.flags(0x00...0x2C) == 0, eight.isToken else {
            place += 8
            continue
        }
        var (start, end) = (place, place + 8)
        while start > first, isTokenByte(bytes[start - 1]) { start -= 1 }
        while isTokenByte(bytes.byte(end)) { end += 1 }
        if end - start >= length { return start..<end }
        place = end
    }
    return nil
}

/// The next run of less: it covers one of the places looked at.
private func shortToken(atLeast length: Int, from first: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
    var place = first + length - 1
    while place < bytes.count {
        if isTokenByte(bytes[place]) {
            var start = place
            while start > first, isTokenByte(bytes[start - 1]) { start -= 1 }
            while isTokenByte(bytes.byte(place)) { place += 1 }
            if place - start >= length { return start..<place }
        }
        place += length
    }
    return nil
}

extension EightBytes {
    /// Whether all bytes can be a part of a key.
    fileprivate var isToken: Bool {
        letters | flags(0x30...0x39) | flags(0x2D...0x2D) | flags(0x5F...0x5F) == 0x8080_8080_8080_8080
    }
}

/// Whether a byte can be a part of a key: letters, digits, `-` and `_`.
@inline(__always)
func isTokenByte(_ byte: UInt8) -> Bool {
    isASCIILetter(byte) || isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
}
