/// Character classes as Python's `str` methods see them.
enum PythonCharacters {
    /// Whether `str.isspace` holds, which is also what `strip()` and `\s` mean.
    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0, 0x2028, 0x2029: true
        case 0x80...: scalar.properties.generalCategory == .spaceSeparator
        default: false
        }
    }

    /// Whether `repr` shows the scalar as it is.
    static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x7F { return scalar.value >= 0x20 }
        return switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned: false
        case .lineSeparator, .paragraphSeparator, .spaceSeparator: false
        default: true
        }
    }

    /// Whether `str.isalpha` holds for the scalar.
    static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: false
        }
    }

    /// Whether `str.isdigit` holds: decimal digits, and digits such as superscripts.
    static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.numericType {
        case .decimal, .digit: true
        default: false
        }
    }

    /// Whether `str.isnumeric` holds.
    static func isNumeric(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.numericType != nil }

    /// Whether `str.isdecimal` holds.
    static func isDecimal(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.numericType == .decimal }

    /// Whether the scalar has case, as `istitle`, `isupper` and `title()` see it.
    static func isCased(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isCased }

    /// Whether the byte starts or continues an ASCII identifier.
    static func isIdentifier(_ byte: UInt8, first: Bool) -> Bool {
        switch byte {
        case 0x41...0x5A, 0x61...0x7A, 0x5F: true
        case 0x30...0x39: !first
        default: false
        }
    }
}

/// Walks valid UTF-8 scalar by scalar, with byte offsets.
struct ScalarCursor {
    let bytes: [UInt8]
    var offset: Int
    let end: Int

    init(_ bytes: [UInt8], from start: Int = 0, to end: Int? = nil) {
        self.bytes = bytes
        offset = start
        self.end = end ?? bytes.count
    }

    /// The next scalar and the byte range it takes; a stray byte reads as U+FFFD of length 1.
    mutating func next() -> (scalar: Unicode.Scalar, range: Range<Int>)? {
        guard offset < end else { return nil }
        let start = offset
        let lead = bytes[start]
        let length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
        guard lead >= 0x80 else {
            offset += 1
            return (Unicode.Scalar(lead), start..<offset)
        }
        guard lead >= 0xC0, start + length <= end else {
            offset += 1
            return ("\u{FFFD}", start..<offset)
        }
        var value = UInt32(lead) & (length == 2 ? 0x1F : length == 3 ? 0x0F : 0x07)
        for position in start + 1..<start + length { value = value << 6 | UInt32(bytes[position] & 0x3F) }
        offset += length
        return (Unicode.Scalar(value) ?? "\u{FFFD}", start..<offset)
    }
}

/// The start of the scalar that ends before `end`, in valid UTF-8.
func scalarStart(before end: Int, in bytes: [UInt8]) -> Int {
    var start = end - 1
    while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    return start
}
