import Testing

@testable import AttuneText

@Suite struct UnicodeTableTests {
    private let map = ScalarTraitMap.shared.values

    private func points(_ traits: ScalarTraits) -> [Int] { map.indices.filter { map[$0] & traits.rawValue != 0 } }

    @Test func whiteSpaceIsTheTwentyFiveCodePoints() {
        let expected =
            Array(0x09...0x0D) + [0x20, 0x85, 0xA0, 0x1680] + Array(0x2000...0x200A)
            + [0x2028, 0x2029, 0x202F, 0x205F, 0x3000]
        #expect(points(.white) == expected)
    }

    @Test func theClassesHaveTheSizesOfUnicodeSixteen() {
        #expect(map.count == 0x110000)
        #expect(points(.letter).count == 141_028)
        #expect(points([.upperCase, .lowerCase, .titleCase, .modifierLetter, .otherLetter]).count == 141_028)
        #expect(points(.number).count == 1_911)
        #expect(points(.mark).count == 2_501)
        #expect(points(.punctuation).count == 855)
        #expect(points(.symbol).count == 8_514)
    }

    @Test func lettersOfUnicodeSixteenAreKnownAndThoseOfSeventeenAreNot() {
        #expect(ScalarTraits(rawValue: map[0xA7CB]).has(.letter))
        #expect(!ScalarTraits(rawValue: map[0xA7CE]).has(.letter))
    }

    @Test(arguments: [
        ("e\u{301}", "\u{E9}"), ("\u{212B}", "\u{C5}"), ("a\u{323}\u{307}", "\u{1EA1}\u{307}"),
        ("a\u{307}\u{323}", "\u{1EA1}\u{307}"), ("\u{1100}\u{1161}\u{11A8}", "\u{AC01}"), ("\u{958}", "\u{915}\u{93C}"),
        ("\u{1E69}", "\u{1E69}"), ("s\u{323}\u{307}", "\u{1E69}"), ("\u{FB01}", "\u{FB01}"), ("\u{F900}", "\u{8C48}"),
    ])
    func compositionFollowsTheStandard(text: String, composed: String) {
        let result = Normalizer([.composed]).normalize(Array(text.utf8))
        #expect(result == Array(composed.utf8))
    }

    @Test func decompositionTakesCharactersApartAndSortsMarks() {
        let result = Normalizer([.decomposed]).normalize(Array("\u{1E69}\u{AC01}\u{307}\u{323}".utf8))
        #expect(result == Array("s\u{323}\u{307}\u{1100}\u{1161}\u{11A8}\u{323}\u{307}".utf8))
    }

    @Test func theByteAlphabetHasTwoHundredFiftySixDifferentCharacters() {
        #expect(Set(ByteAlphabet.characters).count == 256)
        #expect(ByteAlphabet.spelling(of: [0x20, 0x0A, 0x41, 0xAD]) == "\u{120}\u{10A}A\u{143}")
        #expect(ByteAlphabet.bytes(spelled: "\u{120}\u{10A}A\u{143}".utf8) == [0x20, 0x0A, 0x41, 0xAD])
        #expect(ByteAlphabet.bytes(spelled: " ".utf8) == nil)
        #expect(ByteAlphabet.bytes(spelled: "\u{FF5C}".utf8) == nil)
    }

    @Test func scannersStopAtMalformedBytesInsteadOfReadingOn() {
        let bytes: [UInt8] = [0xE2, 0x82, 0xFF, 0xC3, 0x41, 0xF0, 0x9F]
        let lengths = ScalarTraitMap.shared.values.withUnsafeBufferPointer { traits in
            bytes.withUnsafeBufferPointer { buffer in
                let text = ScannedText(bytes: buffer, traits: traits)
                return bytes.indices.map { text.character(at: $0, end: bytes.count).length }
            }
        }
        #expect(zip(bytes.indices, lengths).allSatisfy { $0 + $1 <= bytes.count && $1 >= 1 })
    }
}
