import AttuneText
import Testing

@Suite struct TokenizerTests {
    @Test func theLowestRankMergesFirstAndOfEqualOnesTheLeftmost() throws {
        let tokenizer = try Tokenizer(TokenizerFixtures.byteLevel(tokens: ["bc", "ab", "aa", "aaa"]))
        #expect(try tokenizer.encode("abc") == [97, 256])
        #expect(try tokenizer.encode("aaaaa") == [258, 259])
        #expect(try tokenizer.encode("aab") == [97, 257])
    }

    @Test func longPiecesMergeLikeShortOnes() throws {
        let tokenizer = try Tokenizer(TokenizerFixtures.byteLevel(tokens: ["ab", "abc", "ca", "aa"]))
        let word = "abcaabcabcca"
        let short = try tokenizer.encode(word + " " + word)
        let long = try tokenizer.encode(String(repeating: word + "xyz", count: 40))
        let part = try tokenizer.encode(word + "xyz")
        #expect(short.count == 2 * (try tokenizer.encode(word)).count + 1)
        #expect(long == Array(repeating: part, count: 40).flatMap { $0 })
    }

    @Test func mergingAgreesWithTheRuleAppliedByHand() throws {
        var state: UInt64 = 11
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for round in 0..<40 {
            var source = try TokenizerFixtures.byteLevel()
            var words = ["a", "b", "c"]
            var pairs: [String: (rank: Int, merged: String)] = [:]
            while pairs.count < 25 {
                let (left, right) = (words[next(words.count)], words[next(words.count)])
                guard left.count + right.count < 7, pairs[left + " " + right] == nil else { continue }
                pairs[left + " " + right] = (pairs.count, left + right)
                if !words.contains(left + right) {
                    words.append(left + right)
                    source.vocabulary.append((left + right).utf8)
                }
            }
            source.merges = try source.vocabulary.merges(
                spelled: pairs.sorted { $0.value.rank < $1.value.rank }.map { Array($0.key.utf8) })
            let text = (0..<(round < 20 ? 40 : 150)).map { _ in "abc".map(String.init)[next(3)] }
            let found = try Tokenizer(source).encode(text.joined())
            #expect(found.map { source.vocabulary.text(Int($0)) } == mergedByHand(text, pairs))
        }
    }

    private func mergedByHand(_ symbols: [String], _ pairs: [String: (rank: Int, merged: String)]) -> [String] {
        var symbols = symbols
        while true {
            let merges = zip(symbols, symbols.dropFirst()).enumerated().compactMap { index, pair in
                pairs[pair.0 + " " + pair.1].map { (rank: $0.rank, index: index, merged: $0.merged) }
            }
            guard let best = merges.min(by: { ($0.rank, $0.index) < ($1.rank, $1.index) }) else { return symbols }
            symbols.replaceSubrange(best.index...(best.index + 1), with: [best.merged])
        }
    }

    @Test func bytesWithoutATokenAreLeftOut() throws {
        var source = TokenizerSource()
        source.vocabulary = TokenTable([Array("a".utf8), Array("b".utf8)])
        source.preTokenizers = [.byteLevel(addsPrefixSpace: false, cutsWords: true)]
        source.decoders = [.byteLevel]
        let encoding = try Tokenizer(source).encode(
            [TextPiece(text: "axéb", parsesSpecials: true)], addsSpecialTokens: false)
        #expect(encoding == Encoding(ids: [0, 1], ends: [1, 5]))
    }

    @Test func canonicallyEquivalentTokensStayDifferent() throws {
        var source = try TokenizerFixtures.byteLevel(tokens: [])
        source.addedTokens = [
            AddedToken(id: 256, content: "\u{1E69}"), AddedToken(id: 257, content: "s\u{323}\u{307}"),
        ]
        let tokenizer = try Tokenizer(source)
        #expect(try tokenizer.encode("\u{1E69}s\u{323}\u{307}") == [256, 257])
        #expect(tokenizer.id(of: "s\u{323}\u{307}".utf8) == 257)
        #expect(tokenizer.source.addedTokens[0] != AddedToken(id: 256, content: "s\u{323}\u{307}"))
    }

    @Test func aStreamHoldsBytesBackUntilTheyAreACharacter() throws {
        let tokenizer = try Tokenizer(TokenizerFixtures.byteLevel())
        var stream = tokenizer.streamingDecoder()
        #expect([0xF0, 0x9F, 0x98].allSatisfy { stream.append($0) == nil })
        #expect(stream.append(0x80) == "\u{1F600}")
        #expect(stream.append(0xE2) == nil)
        #expect(stream.append(0x61) == "\u{FFFD}a")
        #expect(stream.append(0xC3) == nil)
        #expect(stream.finish() == "\u{FFFD}")
        #expect(stream.finish() == nil)
    }

    @Test(arguments: [
        ([0xC0, 0x80], "\u{FFFD}\u{FFFD}"), ([0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"),
        ([0xF4, 0x90, 0x80, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"), ([0xE2, 0x82, 0x41], "\u{FFFD}A"),
        ([0xF0, 0x9F, 0xC3, 0xA9], "\u{FFFD}é"), ([0x80], "\u{FFFD}"),
    ])
    func brokenBytesBecomeReplacementCharacters(bytes: [Int32], text: String) throws {
        let tokenizer = try Tokenizer(TokenizerFixtures.byteLevel())
        #expect(tokenizer.decode(bytes) == text)
        var stream = tokenizer.streamingDecoder()
        #expect(bytes.compactMap { stream.append($0) }.joined() + (stream.finish() ?? "") == text)
    }

    /// Expected texts are those of tokenizers 0.23.3; byte b is token b + 3 there, "a" is 300.
    @Test(arguments: [
        ([0x41, 0xE2], "a\u{FFFD}\u{FFFD}a"), ([0xF0, 0x9F, 0x98, 0x80], "a\u{1F600}a"), ([0xC3], "a\u{FFFD}a"),
        ([0xC3, 0xA9, 0xFF], "a\u{FFFD}\u{FFFD}\u{FFFD}a"),
    ])
    func aRunOfByteTokensIsTextOnlyAsAWhole(bytes: [Int32], text: String) throws {
        let tokenizer = try TokenizerFixtures.tokenizer("llama2")
        #expect(tokenizer.decode([300] + bytes.map { $0 + 3 } + [300]) == text)
    }

    @Test func idsWithoutATokenAreLeftOutOfTheText() throws {
        let tokenizer = try Tokenizer(TokenizerFixtures.byteLevel())
        #expect(tokenizer.decode([-1, 104, 999, 105, .max]) == "hi")
        #expect(tokenizer.bytes(of: 999) == [])
        #expect(tokenizer.vocabularySize == 256)
    }

    @Test func theTokenizerKnowsItsTokensAndTheirRoles() throws {
        var source = try TokenizerFixtures.byteLevel(
            tokens: [" t"], added: [AddedToken(id: 257, content: "<s>"), AddedToken(id: 300, content: "</s>")])
        source.roles = TokenRoles(begin: 257, end: 300)
        let tokenizer = try Tokenizer(source)
        #expect(tokenizer.id(of: " t".utf8) == 256)
        #expect(tokenizer.id(of: "</s>".utf8) == 300)
        #expect(tokenizer.id(of: "nothing".utf8) == nil)
        #expect(tokenizer.beginToken == 257 && tokenizer.endToken == 300)
        #expect(tokenizer.isSpecial(300) && !tokenizer.isSpecial(256))
        #expect(tokenizer.vocabularySize == 301)
        #expect(tokenizer.decode([104, 257, 105], skipsSpecials: true) == "hi")
    }

    // Quadratic time would take far longer than this limit.
    @Test(.timeLimit(.minutes(5)), arguments: ["a", " ", "7", "\n", "\u{1F600}", "\u{301}", "'", "<|im_start", "aA"])
    func aLongRunOfOneCharacterIsEncodedInLinearTime(unit: String) throws {
        let tokenizer = try TokenizerFixtures.tokenizer("llama3")
        let text = String(repeating: unit, count: 200_000 / unit.utf8.count)
        #expect(try tokenizer.decode(tokenizer.encode(text)) == text)
    }
}
