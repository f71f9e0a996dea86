import Testing

@testable import AttuneData

/// A pattern, a text, and what of it should match.
struct PatternCase: Sendable, CustomTestStringConvertible {
    let pattern: any TextPattern
    let text: String
    let found: [String]

    init(_ pattern: any TextPattern, _ text: String, _ found: String...) {
        self.pattern = pattern
        self.text = text
        self.found = found
    }

    var testDescription: String { "\(pattern.code.rawValue): \(text)" }
}

@Suite struct TextPatternTests {
    /// What a byte alone brings, by the definition of each trait.
    private func traits(of byte: UInt8) -> TextTraits {
        switch byte {
        case UInt8(ascii: "@"): .atSign
        case UInt8(ascii: "0")...UInt8(ascii: "9"): .digit
        case 0x09, 0x0A, 0x0D: []
        case 0..<0x20, 0x7F: .control
        case 0x80...: .beyondASCII
        case UInt8(ascii: "<"), UInt8(ascii: "&"): .markup
        default: []
        }
    }

    @Test func everyByteBringsItsTraitWhereverItStands() {
        for byte in UInt8.min...UInt8.max {
            for place in [0, 1, 15, 16, 17, 31, 33] {
                var bytes = [UInt8](repeating: 0x20, count: 34)
                bytes[place] = byte
                #expect(bytes.withUnsafeBufferPointer { TextTraits($0) } == traits(of: byte), "\(byte) at \(place)")
            }
        }
        #expect(TextTraits("") == [])
    }

    @Test func aLongRunIsFoundWhereverItStands() {
        for before in 0..<40 {
            for length in [15, 16, 17, 40] {
                let text =
                    String(repeating: "ab ", count: before / 3) + String(repeating: " ", count: before % 3)
                    + String(repeating: "k", count: length)
                for text in [text, text + " end"] {
                    #expect(TextTraits(text).contains(.longToken) == (length >= 16), "\(before), \(length)")
                }
            }
        }
    }

    @Test(arguments: [
        PatternCase(MailPattern(), "Write to jane.doe+x@mail.hospital.org, or not.", "jane.doe+x@mail.hospital.org"),
        PatternCase(MailPattern(), "a@b.co;c@d.de", "a@b.co", "c@d.de"),
        PatternCase(MailPattern(), "me@example.com, @handle, x@y, a@1.2, @Test func"),
        PatternCase(MailPattern(), "mail me.@x.org", "me.@x.org"),
        PatternCase(PhonePattern(), "Call 301-496-5717 or (301) 496-5717 now", "301-496-5717", "(301) 496-5717"),
        PatternCase(PhonePattern(), "1-800-232-4636 and +49 30 1234567", "1-800-232-4636", "+49 30 1234567"),
        PatternCase(
            PhonePattern(), "\u{7535}\u{8BDD} 13812345678 \u{6216} 138 1234 5678", "13812345678", "138 1234 5678"),
        PatternCase(PhonePattern(), "Phone: 7315545282, Fax 731 554 5283", "7315545282", "731 554 5283"),
        PatternCase(PhonePattern(), "or call 8008608747 or the center at 18008608747", "8008608747", "18008608747"),
        PatternCase(PhonePattern(), "\u{7535}\u{8BDD}\u{FF1A}01082345678", "01082345678"),
        PatternCase(PhonePattern(), "at 1700000000, that 8008608747, microphone 1234567, tel 12, call 5551234"),
        PatternCase(PhonePattern(), "2021-11-20 10:00, 1234567890, ISBN 0-306-40615-2, 123.456.78, x301-496-5717"),
        PatternCase(CardPattern(), "4111 1111 1111 1111, 378282246310005", "4111 1111 1111 1111", "378282246310005"),
        PatternCase(CardPattern(), "4111 1111 1111 1112, 0000 0000 0000 0000, 1234567812345670"),
        PatternCase(AddressPattern(), "from 8.8.34.34 to 192.168.1.1, 10.0.0.1", "8.8.34.34"),
        PatternCase(AddressPattern(), "version 1.2.3.4, 300.1.1.10, 1.22.33.44.55"),
        PatternCase(SecretPattern(), "key=AKIAIOSFODNN7EXAMPLE end", "AKIAIOSFODNN7EXAMPLE"),
        PatternCase(SecretPattern(), "AKIA is a prefix; sk-learn-is-a-python-library-name, sk-abc"),
        PatternCase(
            SecretPattern(), "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA7\n-----END RSA PRIVATE KEY----- rest",
            "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA7\n-----END RSA PRIVATE KEY-----"),
        PatternCase(
            SecretPattern(),
            "-----BEGIN PRIVATE KEY-----\nMIIEowIBAAKCAQEA7\nMIIF\nis cut; -----BEGIN PRIVATE KEY----- begins a key",
            "-----BEGIN PRIVATE KEY-----\nMIIEowIBAAKCAQEA7\nMIIF", "-----BEGIN PRIVATE KEY-----"),
        PatternCase(
            SecretPattern(), "-----BEGIN PRIVATE KEY-----\\nMIIEowIBAAKCAQEA7\\n-----END of the text without dashes",
            "-----BEGIN PRIVATE KEY-----\\nMIIEowIBAAKCAQEA7\\n-----END"),
        PatternCase(ControlPattern(), "a\u{0}b\tc\nd\u{7F}e\u{85}f", "\u{0}", "\u{7F}", "\u{85}"),
        PatternCase(InvisiblePattern(), "a\u{200B}b\u{FEFF}c\u{200D}d\u{E4}", "\u{200B}", "\u{FEFF}"),
        PatternCase(ReplacementPattern(), "na\u{FFFD}ve", "\u{FFFD}"),
        PatternCase(
            MojibakePattern(), "caf\u{C3}\u{A9} isn\u{E2}\u{20AC}\u{2122}t", "\u{C3}\u{A9}", "\u{E2}\u{20AC}\u{2122}"),
        PatternCase(MojibakePattern(), "caf\u{E9}, \u{C3}gua, \u{E2}ge, \u{A9} 2020, \u{C0} la carte"),
        PatternCase(MarkupPattern(), "a &amp; b<br/>c <b>x</b>", "&amp;", "<br/>", "<b>", "</b>"),
        PatternCase(MarkupPattern(), "a < b && c; x <y> &foo; p<0.05 & n>3"),
    ])
    func aPatternFindsWhatItShouldAndNothingElse(_ test: PatternCase) {
        let part = TextPart(TextPath("text"), .document, test.text)
        let bytes = Array(test.text.utf8)
        let found = test.pattern.matches(in: part).map { String(decoding: bytes[$0.range], as: UTF8.self) }
        #expect(found == test.found)
    }

    @Test(arguments: [
        (MojibakePattern() as any TextPattern, "caf\u{C3}\u{A9} isn\u{E2}\u{20AC}\u{2122}t", "caf\u{E9} isn\u{2019}t"),
        (MarkupPattern(), "a &amp; b<br>c &#65;&#x42;", "a & b\nc AB"),
        (MailPattern(), "to a@b.co!", "to mail@example.com!"),
        (CardPattern(), "card 4111-1111-1111-1111.", "card [card]."),
    ])
    func aPatternIsReplaced(_ pattern: any TextPattern, _ text: String, _ expected: String) {
        #expect(pattern.rewritten(TextPart(TextPath("text"), .document, text))?.text == expected)
    }

    @Test(arguments: [("79927398713", true), ("79927398710", false), ("4111111111111111", true), ("18", true)])
    func theCheckDigitIsThatOfLuhn(digits: String, isValid: Bool) {
        #expect(CardPattern.hasValidCheckDigit(digits.utf8.map { $0 - 0x30 }) == isValid)
    }

    /// Hostile input: every pattern over every short cut of awkward bytes, to its end.
    @Test func noPatternTrapsOnAnyBytes() {
        let patterns: [any TextPattern] = [
            MailPattern(), PhonePattern(), CardPattern(), AddressPattern(), SecretPattern(), ControlPattern(),
            InvisiblePattern(), ReplacementPattern(), MojibakePattern(), MarkupPattern(),
        ]
        let seeds = [
            "@", "a@", "(1) (", "+1", "-----BEGIN", "-----BEGIN PRIVATE KEY-----", "&#x110000;", "&#", "<br", "</",
            "\u{C3}\u{A2}\u{20AC}", "9",
        ]
        for seed in seeds {
            let bytes = Array(String(repeating: seed, count: 40).utf8)
            for end in 0...bytes.count {
                bytes[..<end].withUnsafeBufferPointer { buffer in
                    for pattern in patterns {
                        for match in pattern.matches(in: buffer) { #expect(match.range.upperBound <= end) }
                    }
                }
            }
        }
    }
}
