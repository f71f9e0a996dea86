/// UTF-8 that was read as Windows-1252 and written again: `Ã©` for e acute, `â€™` for an apostrophe.
///
/// A match is a run of characters whose Windows-1252 bytes are one valid UTF-8 character of more than one byte. Hardly a
/// language puts these characters side by side.
struct MojibakePattern: TextPattern {
    let code = FindingCode.mojibake
    let traits = TextTraits.beyondASCII
    let isSensitive = false
    let noun = "a character read in the wrong encoding"

    func matches(in bytes: UnsafeBufferPointer<UInt8>) -> [TextMatch] {
        var found: [TextMatch] = []
        var place = 0
        while place < bytes.count {
            guard bytes[place] == 0xC3, let match = match(at: place, bytes) else {
                place += 1
                continue
            }
            found.append(match)
            place = match.range.upperBound
        }
        return found
    }

    private func match(at start: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> TextMatch? {
        var reader = ScalarReader(UnsafeBufferPointer(rebasing: bytes[start...]))
        guard let lead = reader.next().flatMap(Self.byte), (0xC2...0xF4).contains(lead) else { return nil }
        var original = [lead]
        let following = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1
        for _ in 0..<following {
            guard let next = reader.next().flatMap(Self.byte), next & 0xC0 == 0x80 else { return nil }
            original.append(next)
        }
        guard let text = String(validating: original, as: UTF8.self), Self.isPlausible(text) else { return nil }
        return TextMatch(range: start..<start + reader.position, replacement: text)
    }

    /// Letters, marks and punctuation of ordinary texts; a rare symbol is more likely two characters that were meant.
    private static func isPlausible(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .unassigned, .privateUse, .surrogate: false
            default: true
            }
        }
    }

    /// The Windows-1252 byte of a character.
    private static func byte(_ scalar: UInt32) -> UInt8? {
        if (0x80..<0x100).contains(scalar) { return UInt8(scalar) }
        return upperHalf[scalar]
    }

    private static let upperHalf: [UInt32: UInt8] = [
        0x20AC: 0x80, 0x201A: 0x82, 0x0192: 0x83, 0x201E: 0x84, 0x2026: 0x85, 0x2020: 0x86, 0x2021: 0x87, 0x02C6: 0x88,
        0x2030: 0x89, 0x0160: 0x8A, 0x2039: 0x8B, 0x0152: 0x8C, 0x017D: 0x8E, 0x2018: 0x91, 0x2019: 0x92, 0x201C: 0x93,
        0x201D: 0x94, 0x2022: 0x95, 0x2013: 0x96, 0x2014: 0x97, 0x02DC: 0x98, 0x2122: 0x99, 0x0161: 0x9A, 0x203A: 0x9B,
        0x0153: 0x9C, 0x017E: 0x9E, 0x0178: 0x9F,
    ]
}
