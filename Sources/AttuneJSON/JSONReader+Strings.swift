extension JSONReader {
    /// Takes a string with its quotes.
    mutating func string() throws(JSONError) -> String {
        try expect(UInt8(ascii: "\""), "a string should begin here")
        let start = offset
        // The common case has no escape: one copy of the bytes between the quotes.
        advance(plainRun)
        guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else { return try escapedString(from: start) }
        let content = UnsafeRawBufferPointer(rebasing: bytes[start..<offset]).bindMemory(to: UInt8.self)
        let text = try validated(content.span, from: start)
        advance(1)
        return text
    }

    private mutating func escapedString(from start: Int) throws(JSONError) -> String {
        var content = Array(bytes[start..<offset])
        while offset < bytes.count {
            switch bytes[offset] {
            case UInt8(ascii: "\""):
                let text = try validated(content.span, from: start)
                advance(1)
                return text
            case UInt8(ascii: "\\"):
                advance(1)
                try escape(into: &content)
            case 0..<0x20: throw syntax("a control character stands inside a string")
            default:
                let run = plainRun
                content.append(contentsOf: bytes[offset..<offset + run])
                advance(run)
            }
        }
        throw syntax("a string does not end")
    }

    /// How many bytes follow that stand for themselves: no quote, no backslash, no control character; eight at a time.
    private var plainRun: Int {
        var place = offset
        while place + 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            let special =
                Self.zeroBytes(word ^ Self.all(0x22)) | Self.zeroBytes(word ^ Self.all(0x5C))
                | (word &- Self.all(0x20)) & ~word & Self.all(0x80)
            if special != 0 { return place + special.trailingZeroBitCount / 8 - offset }
            place += 8
        }
        while place < bytes.count, bytes[place] >= 0x20, bytes[place] != 0x22, bytes[place] != 0x5C { place += 1 }
        return place - offset
    }

    /// The high bit of every byte that is zero; above the first of them, bits may be wrong.
    ///
    /// Source: Warren, "Hacker's Delight", 2nd edition, section 6-1.
    @inline(__always)
    private static func zeroBytes(_ word: UInt64) -> UInt64 { (word &- all(0x01)) & ~word & all(0x80) }

    /// A byte eight times.
    @inline(__always)
    private static func all(_ byte: UInt64) -> UInt64 { byte &* 0x0101_0101_0101_0101 }

    private mutating func escape(into content: inout [UInt8]) throws(JSONError) {
        guard offset < bytes.count else { throw syntax("a string does not end") }
        let byte = bytes[offset]
        advance(1)
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "u"): content.append(contentsOf: Array(String(try escapedScalar()).utf8))
        default: throw syntax("there is no such escape")
        }
    }

    private mutating func escapedScalar() throws(JSONError) -> Character {
        let first = try hexadecimal()
        if let scalar = Unicode.Scalar(first) { return Character(scalar) }
        guard (0xD800..<0xDC00).contains(first), offset + 1 < bytes.count, bytes[offset] == UInt8(ascii: "\\"),
            bytes[offset + 1] == UInt8(ascii: "u")
        else { throw syntax("half of a surrogate pair stands alone") }
        advance(2)
        let second = try hexadecimal()
        guard (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw syntax("half of a surrogate pair stands alone") }
        return Character(scalar)
    }

    private mutating func hexadecimal() throws(JSONError) -> UInt32 {
        guard offset + 4 <= bytes.count else { throw syntax("a string does not end") }
        var value: UInt32 = 0
        for index in offset..<offset + 4 {
            guard let digit = Character(Unicode.Scalar(bytes[index])).hexDigitValue, bytes[index] < 0x80 else {
                throw syntax("\\u needs four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
        }
        advance(4)
        return value
    }

    private func validated(_ content: Span<UInt8>, from start: Int) throws(JSONError) -> String {
        do {
            return String(copying: try UTF8Span(validating: content))
        } catch {
            throw .syntax(reason: "the string is not valid UTF-8", place: JSONPlace(offset: start, in: bytes))
        }
    }
}
