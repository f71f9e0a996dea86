internal import Foundation

/// Forms that texts are put into.
enum TextRepair {
    /// Unicode's normal form C, in which a letter with its marks is one character where there is one.
    static func unicode(_ part: TextPart) -> String {
        part.traits.contains(.beyondASCII) ? part.text.precomposedStringWithCanonicalMapping : part.text
    }

    /// One kind of line break and of space: CRLF and CR become LF, spaces that are not U+0020 become it, spaces at the
    /// ends of lines and blank lines beyond two go, and so do line feeds before the text and white space after it.
    ///
    /// Spaces at the beginning of a line stay, that of the first one too: they may indent code. So does U+3000.
    static func whitespace(_ part: TextPart) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(part.text.utf8.count)
        for scalar in part.text.unicodeScalars.normalizedSpaces {
            if scalar == "\n" { dropSpaces(&bytes) }
            if scalar == "\n", bytes.suffix(3).elementsEqual([0x0A, 0x0A, 0x0A]) { continue }
            bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
        while let last = bytes.last, last == 0x20 || last == 0x0A || last == 0x09 { bytes.removeLast() }
        let start = bytes.drop { $0 == 0x0A }
        return String(decoding: start, as: UTF8.self)
    }

    private static func dropSpaces(_ bytes: inout [UInt8]) {
        while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
    }
}

extension String.UnicodeScalarView {
    /// The text with LF for every line break and U+0020 for every space.
    fileprivate var normalizedSpaces: [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(underestimatedCount)
        var previous: Unicode.Scalar?
        for scalar in self {
            switch scalar {
            case "\n" where previous == "\r": break
            case "\r", "\n", "\u{2028}", "\u{2029}": result.append("\n")
            case "\t": result.append(scalar)
            case _ where scalar.properties.generalCategory == .spaceSeparator && scalar != "\u{3000}":
                result.append(" ")
            default: result.append(scalar)
            }
            previous = scalar
        }
        return result
    }
}
