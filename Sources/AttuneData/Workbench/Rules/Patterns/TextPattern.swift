/// Something that can be found in a text, and what could stand there instead.
///
/// Check counts the matches, clean replaces them: both see the same.
protocol TextPattern: Sendable {
    /// What a match is called.
    var code: FindingCode { get }
    /// A text without any of these cannot have a match.
    var traits: TextTraits { get }
    /// Whether a match is a secret or personal, so that no report may show it.
    var isSensitive: Bool { get }
    /// What a match is, in words, for messages.
    var noun: String { get }

    /// The matches in UTF-8 bytes, in order and without overlap.
    func matches(in bytes: UnsafeBufferPointer<UInt8>) -> [TextMatch]
}

/// One match of a pattern.
struct TextMatch: Sendable, Equatable {
    /// Its bytes in the text.
    let range: Range<Int>
    /// What could stand there instead.
    let replacement: String
}

extension TextPattern {
    /// The matches in a text; none when it lacks the traits.
    func matches(in part: TextPart) -> [TextMatch] {
        guard !part.traits.isDisjoint(with: traits) else { return [] }
        return part.text.withBytes { matches(in: $0) }
    }

    /// The text with every match replaced; nil without a match.
    func rewritten(_ part: TextPart) -> (text: String, count: Int)? {
        let found = matches(in: part)
        guard !found.isEmpty else { return nil }
        var bytes: [UInt8] = []
        part.text.withBytes { all in
            bytes.reserveCapacity(all.count)
            var place = 0
            for match in found {
                bytes += all[place..<match.range.lowerBound]
                bytes += match.replacement.utf8
                place = match.range.upperBound
            }
            bytes += all[place...]
        }
        return (String(decoding: bytes, as: UTF8.self), found.count)
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The byte at a place; 0 outside.
    @inline(__always)
    func byte(_ place: Int) -> UInt8 { place >= 0 && place < count ? self[place] : 0 }

    /// Whether ASCII bytes stand at a place.
    func has(_ text: StaticString, at place: Int) -> Bool {
        guard place >= 0, place + text.utf8CodeUnitCount <= count else { return false }
        for offset in 0..<text.utf8CodeUnitCount where self[place + offset] != text.utf8Start[offset] { return false }
        return true
    }
}

@inline(__always)
func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

@inline(__always)
func isASCIILetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
