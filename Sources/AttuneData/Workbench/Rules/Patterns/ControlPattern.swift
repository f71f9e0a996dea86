/// Control characters other than tab and line breaks: C0, DEL and C1.
struct ControlPattern: TextPattern {
    let code = FindingCode.controlCharacters
    let traits: TextTraits = [.control, .beyondASCII]
    let isSensitive = false
    let noun = "a control character"

    func matches(in bytes: UnsafeBufferPointer<UInt8>) -> [TextMatch] {
        var found: [TextMatch] = []
        for place in bytes.indices {
            let byte = bytes[place]
            if byte == 0xC2, (0x80..<0xA0).contains(bytes.byte(place + 1)) {
                // U+0085 is a line break of old mainframes.
                found.append(TextMatch(range: place..<place + 2, replacement: bytes[place + 1] == 0x85 ? "\n" : ""))
            } else if byte == 0x7F || byte < 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D {
                found.append(TextMatch(range: place..<place + 1, replacement: byte == 0x0B || byte == 0x0C ? "\n" : ""))
            }
        }
        return found
    }
}

/// U+FFFD, which a program put where it could not read a character: what stood there is lost.
struct ReplacementPattern: TextPattern {
    let code = FindingCode.replacementCharacters
    let traits = TextTraits.beyondASCII
    let isSensitive = false
    let noun = "a lost character (U+FFFD)"

    func matches(in bytes: UnsafeBufferPointer<UInt8>) -> [TextMatch] {
        bytes.indices.filter { bytes.has("\u{FFFD}", at: $0) }.map {
            TextMatch(range: $0..<$0 + 3, replacement: "")
        }
    }
}

/// Characters that nobody sees: zero-width spaces, byte order marks, soft hyphens, overrides of the writing direction.
///
/// Joiners (U+200C, U+200D) stay: Persian, Indic scripts and pictures need them.
struct InvisiblePattern: TextPattern {
    let code = FindingCode.invisibleCharacters
    let traits = TextTraits.beyondASCII
    let isSensitive = false
    let noun = "an invisible character"

    func matches(in bytes: UnsafeBufferPointer<UInt8>) -> [TextMatch] {
        var found: [TextMatch] = []
        var reader = ScalarReader(bytes)
        while true {
            let start = reader.position
            guard let scalar = reader.next() else { return found }
            switch scalar {
            case 0xAD, 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFEFF, 0xE0000...0xE007F:
                found.append(TextMatch(range: start..<reader.position, replacement: ""))
            default: break
            }
        }
    }
}
