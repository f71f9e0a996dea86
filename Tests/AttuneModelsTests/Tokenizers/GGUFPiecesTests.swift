import AttuneErrors
import AttuneJSON
import AttuneModels
import AttuneTestSupport
import AttuneText
import Foundation
import Testing

/// SentencePiece vocabularies of GGUF files; `make_gguf_vocabularies.py` has asked llama.cpp for the ids.
@Suite struct GGUFPiecesTests {
    private static let folder = Fixture.root + "/tokenizers"

    private struct Case {
        let text: String
        let ids, framed, plain: [Int32]
        let decoded: String

        init(_ json: JSONPath) throws {
            func ids(_ key: String) throws -> [Int32] { try json.at(key).elements().map { try Int32($0.integer()) } }
            text = try json.at("text").string()
            self.ids = try ids("ids")
            framed = try ids("framed")
            plain = try ids("plain")
            decoded = try json.at("decoded").string()
        }
    }

    private func cases(_ name: String) throws -> [Case] {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(Self.folder)/\(name).gguf.cases.json"))
        return try JSONPath(JSONParser.parse(Array(bytes))).at("cases").elements().map { try Case($0) }
    }

    private func tokenizer(_ name: String) throws -> Tokenizer {
        try ModelTokenizer(path: "\(Self.folder)/\(name).gguf").tokenizer
    }

    @Test(arguments: ["pieces", "marks"])
    func idsEqualThoseOfLlamaCPP(name: String) throws {
        let tokenizer = try tokenizer(name)
        let cases = try cases(name)
        #expect(cases.count == 76)
        for fixture in cases {
            let text = fixture.text.debugDescription
            #expect(try tokenizer.encode(fixture.text) == fixture.ids, "\(text)")
            #expect(try tokenizer.encode(fixture.text, addsSpecialTokens: true) == fixture.framed, "\(text)")
            #expect(try tokenizer.encode(fixture.text, parsesSpecials: false) == fixture.plain, "\(text)")
        }
    }

    @Test(arguments: ["pieces", "marks"])
    func streamedPartsAreWholeCharactersAndJoinToTheDecodedText(name: String) throws {
        let tokenizer = try tokenizer(name)
        for fixture in try cases(name) {
            var stream = tokenizer.streamingDecoder()
            let parts = fixture.ids.map { stream.append($0) ?? "" } + [stream.finish() ?? ""]
            #expect(parts.allSatisfy { !$0.unicodeScalars.contains("\u{FFFD}") })
            #expect(parts.joined().utf8.elementsEqual(fixture.decoded.utf8), "\(fixture.text.debugDescription)")
            #expect(tokenizer.decode(fixture.ids).utf8.elementsEqual(fixture.decoded.utf8))
        }
    }

    @Test func rolesThatAFileDoesNotNameAreThoseOfLlamaCPP() throws {
        let model = try ModelTokenizer(path: Self.folder + "/pieces.gguf")
        #expect(model.tokenizer.source.roles == TokenRoles(begin: 1, end: 2, unknown: 0))
        #expect(model.endTokens == [2])
        #expect(try model.tokenizer.encode("", addsSpecialTokens: true) == [1])
    }

    @Test(arguments: ["pieces", "marks"])
    func theFilesMadeForItGiveTheSameTokenizerButForTheOrderOfEqualScores(name: String) throws {
        let model = try ModelTokenizer(path: "\(Self.folder)/\(name).gguf")
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try model.write(to: folder.path)
        var expected = model.tokenizer.source
        expected.mergeRanks = []
        #expect(try ModelTokenizer(path: folder.path).tokenizer.source == expected)
    }

    @Test func piecesOfEqualScoreAreToldFromThoseInAnOrder() throws {
        #expect(try ModelTokenizer(path: Self.folder + "/marks.gguf").savingLimit?.contains("equal scores") == true)
        #expect(try ModelTokenizer(path: Self.folder + "/pieces.gguf").savingLimit == nil)
        // One piece that can be built in two ways is no such case, nor are equal scores of added tokens.
        var vocabulary = vocabulary(["a", "aa", "aaa", "aaaa", "aaaaa"])
        vocabulary.scores[259] = vocabulary.scores[260]
        #expect(try TokenizerSource(vocabulary).hasPiecesOfEqualRank)
        vocabulary.kinds[260] = .userDefined
        #expect(try !TokenizerSource(vocabulary).hasPiecesOfEqualRank)
    }

    /// Bytes, then these pieces, whose scores fall.
    private func vocabulary(_ pieces: [String]) -> GGUFVocabulary {
        let bytes = (0...UInt8.max).map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return "<0x" + (digits.count < 2 ? "0" : "") + digits + ">"
        }
        var vocabulary = GGUFVocabulary()
        vocabulary.model = "llama"
        vocabulary.tokens = (bytes + pieces).map { Array($0.utf8) }
        vocabulary.kinds = bytes.map { _ in .byte } + pieces.map { _ in .normal }
        vocabulary.scores = vocabulary.tokens.indices.map { -Float($0) }
        return vocabulary
    }

    @Test func thePieceOfTheHighestScoreIsBuiltFirstAndOfEqualOnesTheLeftmost() throws {
        var vocabulary = vocabulary(["ab", "bc", "a", "b", "c"])
        vocabulary.addsSpacePrefix = false
        #expect(try Tokenizer(TokenizerSource(vocabulary)).encode("abc") == [256, 260])
        vocabulary.scores[257] = 0
        #expect(try Tokenizer(TokenizerSource(vocabulary)).encode("abc") == [258, 257])
        vocabulary.tokens[256] = Array("bc".utf8)
        vocabulary.tokens[257] = Array("ab".utf8)
        vocabulary.scores[256] = 0
        #expect(try Tokenizer(TokenizerSource(vocabulary)).encode("abc") == [257, 260])
        // Long pieces are merged in another way: 60 letters.
        let ids = try Tokenizer(TokenizerSource(vocabulary)).encode(String(repeating: "abc", count: 20))
        #expect(ids == Array(repeating: [257, 260], count: 20).flatMap { $0 })
    }

    @Test func noTextSpellsOutAControlTokenOrAByte() throws {
        var vocabulary = vocabulary(["<s>", "<s", "<", "s", ">", "<0x41", "0", "x", "4", "1", "<0", "x4", "1>", "A"])
        vocabulary.kinds[256] = .control
        vocabulary.addsSpacePrefix = false
        let tokenizer = try Tokenizer(TokenizerSource(vocabulary))
        #expect(try tokenizer.encode("<s>", parsesSpecials: false) == [257, 260])
        #expect(try tokenizer.encode("<s>") == [256])
        #expect(try !tokenizer.encode("<0x41>").contains(0x41))
    }

    @Test func brokenScoresAreRefusedByTheirKey() throws {
        var vocabulary = vocabulary(["a"])
        vocabulary.scores[256] = .nan
        let key = "tokenizer.ggml.scores"
        #expect(throws: TokenizerError.invalidValue(path: key + "[256]", expected: "a number, found NaN")) {
            try TokenizerSource(vocabulary)
        }
        vocabulary.scores.removeLast()
        #expect(throws: TokenizerError.invalidValue(path: key, expected: "257 numbers, one for every token")) {
            try TokenizerSource(vocabulary)
        }
    }

    @Test func aByteWithoutATokenOrWithABrokenOneIsRefused() throws {
        var vocabulary = vocabulary(["a"])
        vocabulary.tokens[0xE2] = Array("<0xE>".utf8)
        let path = "tokenizer.ggml.tokens"
        #expect(throws: TokenizerError.invalidValue(path: path + "[226]", expected: "a byte such as <0x0A>")) {
            try TokenizerSource(vocabulary)
        }
        vocabulary.kinds[0xE2] = .normal
        #expect(throws: TokenizerError.invalidValue(path: path, expected: "a token <0xE2> for the byte 226")) {
            try TokenizerSource(vocabulary)
        }
    }

    @Test func aTokenThatIsThereTwiceIsRefused() throws {
        #expect(throws: TokenizerError.repeatedToken(token: "a", ids: [256, 258])) {
            try TokenizerSource(vocabulary(["a", "b", "a"]))
        }
        #expect(throws: TokenizerError.repeatedToken(token: "<0x0a>", ids: [10, 256])) {
            try TokenizerSource(vocabulary(["<0x0a>"]))
        }
    }

    @Test func aPieceTooLongToSplitInEveryWayIsRefused() throws {
        let limit = TokenizerSource.maximumPieceBytes
        #expect(throws: Never.self) { try TokenizerSource(vocabulary([String(repeating: "a", count: limit)])) }
        #expect(throws: TokenizerError.invalidValue(path: "tokens[256]", expected: "at most 1024 bytes, found 1025")) {
            try TokenizerSource(vocabulary([String(repeating: "a", count: limit + 1)]))
        }
    }
}
