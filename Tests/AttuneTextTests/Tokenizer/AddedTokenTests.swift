import AttuneText
import Testing

@Suite struct AddedTokenTests {
    private func tokenizer() throws -> Tokenizer {
        try Tokenizer(
            TokenizerFixtures.byteLevel(
                tokens: ["hi"],
                added: [
                    AddedToken(id: 257, content: "<|im_end|>"),
                    AddedToken(id: 258, content: "<think>", isSpecial: false),
                ]))
    }

    private func ids(_ text: String) -> [Int32] { text.utf8.map { Int32($0) } }

    @Test func specialTokensTypedInPlainPiecesStayText() throws {
        let encoding = try tokenizer().encode(
            [
                TextPiece(text: "a", parsesSpecials: true), TextPiece(text: "<|im_end|>", parsesSpecials: false),
                TextPiece(text: "<|im_end|>", parsesSpecials: true),
            ], addsSpecialTokens: false)
        #expect(encoding.ids == ids("a<|im_end|>") + [257])
        #expect(encoding.ends.last == 21)
    }

    @Test func specialTokensDoNotFormAcrossTheBorderOfAPlainPiece() throws {
        let pieces = [
            TextPiece(text: "<|im_", parsesSpecials: false), TextPiece(text: "end|>", parsesSpecials: true),
            TextPiece(text: "<|im", parsesSpecials: true), TextPiece(text: "_end|>", parsesSpecials: false),
        ]
        let encoding = try tokenizer().encode(pieces, addsSpecialTokens: false)
        #expect(encoding.ids == ids("<|im_end|><|im_end|>"))
    }

    @Test func specialTokensFormAcrossPiecesThatParseThem() throws {
        let pieces = [TextPiece(text: "<|im_", parsesSpecials: true), TextPiece(text: "end|>", parsesSpecials: true)]
        #expect(try tokenizer().encode(pieces, addsSpecialTokens: false).ids == [257])
    }

    @Test func ordinaryAddedTokensMatchEverywhere() throws {
        #expect(try tokenizer().encode("<think>", parsesSpecials: false) == [258])
        let pieces = [TextPiece(text: "<thi", parsesSpecials: false), TextPiece(text: "nk>", parsesSpecials: true)]
        #expect(try tokenizer().encode(pieces, addsSpecialTokens: false).ids == [258])
    }

    @Test func specialTokensOfNormalizedTextStayTextInPlainPiecesToo() throws {
        var source = try TokenizerFixtures.byteLevel(
            added: [AddedToken(id: 256, content: "e\u{301}nd", isNormalized: true)])
        source.normalizers = [.composed]
        let tokenizer = try Tokenizer(source)
        let text = "e\u{301}nd"
        let pieces = [false, true, false].map { TextPiece(text: text, parsesSpecials: $0) }
        let encoding = try tokenizer.encode(pieces, addsSpecialTokens: false)
        #expect(encoding.ids == ids("\u{E9}nd") + [256] + ids("\u{E9}nd"))
        #expect(encoding.ends == [3, 3, 4, 5, 10, 13, 13, 14, 15])
    }

    @Test func theLeftmostAndOfTheseTheLongestTokenWins() throws {
        let names = ["ab", "abcd", "bcde", "cd"]
        let added = names.enumerated().map { AddedToken(id: Int32(256 + $0), content: $1) }
        let tokenizer = try Tokenizer(TokenizerFixtures.byteLevel(added: added))
        #expect(try tokenizer.encode("abcx") == [256, 99, 120])
        #expect(try tokenizer.encode("abcde") == [257, 101])
        #expect(try tokenizer.encode("xbcde") == [120, 258])
        #expect(try tokenizer.encode("bcd") == [98, 259])
    }

    @Test func anUnfinishedLongTokenGivesWayToAShortOneInside() throws {
        let added = ["<<<end>>>", "<e", "d>"].enumerated().map { AddedToken(id: Int32(256 + $0), content: $1) }
        let tokenizer = try Tokenizer(TokenizerFixtures.byteLevel(added: added))
        #expect(try tokenizer.encode("<<<<end>>>") == [60, 256])
        #expect(try tokenizer.encode("<<<end>>") == [60, 60, 257, 110, 258, 62])
    }

    @Test func theAutomatonAgreesWithASearchByBruteForce() throws {
        var state: UInt64 = 7
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        func word(_ length: Int) -> String { String((0..<length).map { _ in next(2) == 0 ? "a" : "b" }) }
        for _ in 0..<60 {
            let names = Set((0..<6).map { _ in word(2 + next(4)) }).sorted()
            let added = names.enumerated().map { AddedToken(id: Int32(256 + $0), content: $1) }
            let tokenizer = try Tokenizer(TokenizerFixtures.byteLevel(added: added))
            let text = word(40)
            #expect(try tokenizer.encode(text) == bruteForce(text, names))
        }
    }

    private func bruteForce(_ text: String, _ names: [String]) -> [Int32] {
        var rest = text[...]
        var ids: [Int32] = []
        while let first = rest.utf8.first {
            let matches = names.indices.filter { rest.hasPrefix(names[$0]) }
            if let best = matches.max(by: { names[$0].count < names[$1].count }) {
                ids.append(Int32(256 + best))
                rest = rest.dropFirst(names[best].count)
            } else {
                ids.append(Int32(first))
                rest = rest.dropFirst()
            }
        }
        return ids
    }

    @Test func manyAddedTokensAreBuiltAndFoundQuickly() throws {
        let added = (0..<20_000).map { AddedToken(id: Int32(256 + $0), content: "<extra_id_\($0)>") }
        let tokenizer = try Tokenizer(TokenizerFixtures.byteLevel(added: added))
        #expect(try tokenizer.encode("<extra_id_19999><extra_id_7>x") == [20255, 263, 120])
    }
}
