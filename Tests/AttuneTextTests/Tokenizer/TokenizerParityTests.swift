import AttuneText
import Testing

@Suite struct TokenizerParityTests {
    @Test(arguments: TokenizerFixtures.families)
    func idsEqualTheReferenceOnEveryFamily(family: String) throws {
        let tokenizer = try TokenizerFixtures.tokenizer(family)
        let cases = try TokenizerFixtures.cases(family)
        #expect(cases.count == 54)
        for fixture in cases {
            #expect(try tokenizer.encode(fixture.text) == fixture.ids, "\(fixture.text.debugDescription)")
            #expect(
                try tokenizer.encode(fixture.text, addsSpecialTokens: true) == fixture.framed,
                "\(fixture.text.debugDescription)")
            #expect(
                try tokenizer.encode(fixture.text, parsesSpecials: false) == fixture.plain,
                "\(fixture.text.debugDescription)")
        }
    }

    @Test(arguments: TokenizerFixtures.families)
    func decodedTextEqualsTheReferenceByteForByte(family: String) throws {
        let tokenizer = try TokenizerFixtures.tokenizer(family)
        for fixture in try TokenizerFixtures.cases(family) {
            let decoded = tokenizer.decode(fixture.ids)
            #expect(decoded.utf8.elementsEqual(fixture.decoded.utf8), "\(fixture.text.debugDescription)")
            let skipped = tokenizer.decode(fixture.ids, skipsSpecials: true)
            #expect(skipped.utf8.elementsEqual(fixture.skipped.utf8), "\(fixture.text.debugDescription)")
        }
    }

    @Test(arguments: TokenizerFixtures.families)
    func streamedPartsAreWholeCharactersAndJoinToTheDecodedText(family: String) throws {
        let tokenizer = try TokenizerFixtures.tokenizer(family)
        for fixture in try TokenizerFixtures.cases(family) {
            var stream = tokenizer.streamingDecoder()
            var text = ""
            for id in fixture.ids {
                let part = stream.append(id) ?? ""
                #expect(!part.contains("\u{FFFD}") || fixture.decoded.contains("\u{FFFD}"))
                text += part
            }
            text += stream.finish() ?? ""
            #expect(text.utf8.elementsEqual(fixture.decoded.utf8), "\(fixture.text.debugDescription)")
        }
    }

    @Test(arguments: TokenizerFixtures.families)
    func theEndsOfTokensRiseToTheLengthOfTheText(family: String) throws {
        let tokenizer = try TokenizerFixtures.tokenizer(family)
        for fixture in try TokenizerFixtures.cases(family) where !fixture.text.isEmpty {
            let encoding = try tokenizer.encode(
                [TextPiece(text: fixture.text, parsesSpecials: true)], addsSpecialTokens: false)
            #expect(encoding.ends.count == encoding.ids.count)
            #expect(zip(encoding.ends, encoding.ends.dropFirst()).allSatisfy(<=))
            #expect(encoding.ends.last == fixture.text.utf8.count)
        }
    }

    @Test func withoutNormalizerTheEndsAreTheSumsOfTheTokensBytes() throws {
        let tokenizer = try TokenizerFixtures.tokenizer("smollm")
        for fixture in try TokenizerFixtures.cases("smollm") {
            let encoding = try tokenizer.encode(
                [TextPiece(text: fixture.text, parsesSpecials: true)], addsSpecialTokens: false)
            var end = 0
            for (id, found) in zip(encoding.ids, encoding.ends) {
                end += tokenizer.bytes(of: id).count
                #expect(found == end)
            }
        }
    }

    @Test(arguments: TokenizerFixtures.families)
    func cuttingTheTextIntoPiecesChangesNoIDs(family: String) throws {
        let tokenizer = try TokenizerFixtures.tokenizer(family)
        for fixture in try TokenizerFixtures.cases(family) {
            let pieces = fixture.text.unicodeScalars.map { TextPiece(text: String($0), parsesSpecials: true) }
            let plain = pieces.map { TextPiece(text: $0.text, parsesSpecials: false) }
            #expect(try tokenizer.encode(pieces, addsSpecialTokens: false).ids == fixture.ids)
            #expect(try tokenizer.encode(plain, addsSpecialTokens: false).ids == fixture.plain)
        }
    }
}
