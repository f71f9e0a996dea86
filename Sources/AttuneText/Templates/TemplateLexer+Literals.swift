/// Numbers and strings inside tags.
extension TemplateLexer {
    mutating func readNumber() throws(TemplateError) {
        if let (radix, digits) = radixPrefix() { return try readInteger(from: digits, radix: radix) }
        var end = endOfDigits(from: position)
        var isDouble = false
        let followsDot = position > 0 && byte(at: position - 1) == 0x2E
        if !followsDot, byte(at: end) == 0x2E, isDigit(byte(at: end + 1)) {
            isDouble = true
            end = endOfDigits(from: end + 1)
        }
        if !followsDot, let exponentEnd = endOfExponent(from: end) {
            isDouble = true
            end = exponentEnd
        }
        let text = digits(position..<end)
        guard isDouble else { return try addInteger(text, radix: 10, end: end) }
        guard let value = Double(text) else { throw .syntax(line: line, message: "invalid number '\(text)'") }
        add(.double(value))
        advance(to: end)
    }

    private func radixPrefix() -> (radix: Int, digits: Int)? {
        guard byte(at: position) == 0x30 else { return nil }
        return switch byte(at: position + 1) | 0x20 {
        case 0x62: (2, position + 2)
        case 0x6F: (8, position + 2)
        case 0x78: (16, position + 2)
        default: nil
        }
    }

    private mutating func readInteger(from start: Int, radix: Int) throws(TemplateError) {
        var end = start
        while PythonCharacters.isIdentifier(byte(at: end), first: false) { end += 1 }
        try addInteger(digits(start..<end), radix: radix, end: end)
    }

    private mutating func addInteger(_ text: String, radix: Int, end: Int) throws(TemplateError) {
        let isOctalLike = radix == 10 && text.utf8.first == 0x30 && text.utf8.contains { $0 != 0x30 }
        guard !isOctalLike, let value = Int(text, radix: radix) else {
            throw .syntax(line: line, message: "invalid or too large number '\(text.prefix(40))'")
        }
        add(.integer(value))
        advance(to: end)
    }

    private func digits(_ range: Range<Int>) -> String {
        String(decoding: source.bytes[range].filter { $0 != 0x5F }, as: UTF8.self)
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    private func endOfDigits(from start: Int) -> Int {
        var end = start
        while isDigit(byte(at: end)) || (byte(at: end) == 0x5F && isDigit(byte(at: end + 1))) { end += 1 }
        return end
    }

    private func endOfExponent(from start: Int) -> Int? {
        guard byte(at: start) | 0x20 == 0x65 else { return nil }
        let sign = byte(at: start + 1)
        let first = start + (sign == 0x2B || sign == 0x2D ? 2 : 1)
        return isDigit(byte(at: first)) ? endOfDigits(from: first) : nil
    }

    mutating func readString(quote: UInt8) throws(TemplateError) {
        var end = position + 1
        while end < source.count, byte(at: end) != quote { end += byte(at: end) == 0x5C ? 2 : 1 }
        guard end < source.count else { throw .syntax(line: line, message: "the string has no end") }
        let text = try unescaped(position + 1..<end)
        add(.string(text))
        advance(to: end + 1)
    }

    /// The value of a string literal, with Python's escapes.
    private func unescaped(_ range: Range<Int>) throws(TemplateError) -> [UInt8] {
        var result: [UInt8] = []
        var index = range.lowerBound
        while index < range.upperBound {
            guard byte(at: index) == 0x5C else {
                result.append(byte(at: index))
                index += 1
                continue
            }
            index = try appendEscape(at: index + 1, end: range.upperBound, to: &result)
        }
        return result
    }

    private func appendEscape(at index: Int, end: Int, to result: inout [UInt8]) throws(TemplateError) -> Int {
        let letter = byte(at: index)
        if let simple = Self.simpleEscapes[letter] {
            result.append(simple)
            return index + 1
        }
        switch letter {
        case 0x0A: return index + 1
        case 0x78: return try appendCode(at: index + 1, length: 2, radix: 16, end: end, to: &result)
        case 0x75: return try appendCode(at: index + 1, length: 4, radix: 16, end: end, to: &result)
        case 0x55: return try appendCode(at: index + 1, length: 8, radix: 16, end: end, to: &result)
        case 0x30...0x37:
            var length = 1
            while length < 3, index + length < end, (0x30...0x37).contains(byte(at: index + length)) { length += 1 }
            return try appendCode(at: index, length: length, radix: 8, end: end, to: &result)
        case 0x4E: throw .unsupported(line: line, feature: "the string escape \\N")
        default:
            result.append(0x5C)
            return index
        }
    }

    private func appendCode(
        at start: Int, length: Int, radix: Int, end: Int, to result: inout [UInt8]
    ) throws(TemplateError) -> Int {
        guard start + length <= end,
            let code = UInt32(String(decoding: source.bytes[start..<start + length], as: UTF8.self), radix: radix),
            let scalar = Unicode.Scalar(code)
        else { throw .syntax(line: line, message: "invalid escape in a string") }
        result.append(contentsOf: String(Character(scalar)).utf8)
        return start + length
    }

    private static let simpleEscapes: [UInt8: UInt8] = [
        0x6E: 0x0A, 0x74: 0x09, 0x72: 0x0D, 0x5C: 0x5C, 0x27: 0x27, 0x22: 0x22,
        0x61: 0x07, 0x62: 0x08, 0x66: 0x0C, 0x76: 0x0B,
    ]
}
