import Testing

@testable import AttuneText

/// Expected pieces are those of tokenizers 0.23.3, `Split(...).pre_tokenize_str`.
@Suite struct PreTokenizerTests {
    private func pieces(_ text: String, _ cut: (PieceCutter, [PieceRange]) -> [PieceRange]) -> [String] {
        let bytes = Array(text.utf8)
        return ScalarTraitMap.shared.values.withUnsafeBufferPointer { traits in
            bytes.withUnsafeBufferPointer { buffer in
                let cutter = PieceCutter(text: ScannedText(bytes: buffer, traits: traits))
                return cut(cutter, [PieceRange(0, bytes.count)]).map {
                    String(decoding: bytes[Int($0.start)..<Int($0.end)], as: UTF8.self)
                }
            }
        }
    }

    @Test(arguments: [
        (SplitPattern.llama3Expression, "it'\u{17F}a 'Sb", ["it", "'\u{17F}", "a", " '", "Sb"]),
        (
            SplitPattern.llama3Expression, "a  b\t\n 1234 \n\nx",
            ["a", " ", " b", "\t\n", " ", "123", "4", " \n\n", "x"]
        ),
        (SplitPattern.llama3Expression, "!!\r\n\nab .c", ["!!\r\n\n", "ab", " .", "c"]),
        (SplitPattern.gpt2Expression, "it'\u{17F}a 's'S", ["it", "'", "\u{17F}a", " '", "s", "'", "S"]),
        (
            SplitPattern.gpt2Expression, " \n a\u{3000}\u{3000}b  ",
            [" \n", " a", "\u{3000}", "\u{3000}", "b", "  "]
        ),
        (SplitPattern.qwen2Expression, "12\u{B2}3 a\u{301}b", ["1", "2", "\u{B2}", "3", " a", "\u{301}b"]),
        (SplitPattern.qwen35Expression, "12 a\u{301}b \u{301}", ["1", "2", " a\u{301}b", " \u{301}"]),
        (
            SplitPattern.gpt4oExpression, "HelloWORLDs'll a\u{3042}AB/\n/x",
            ["Hello", "WORLDs'll", " a\u{3042}", "AB", "/\n/", "x"]
        ),
        (SplitPattern.gpt4oExpression, "A\u{3042}BC D", ["A\u{3042}", "BC", " D"]),
        (
            SplitPattern.tekkenExpression, "HelloWORLDs'll 12\u{301}A",
            ["Hello", "WORLDs", "'ll", " ", "1", "2", "\u{301}", "A"]
        ),
        (
            SplitPattern.deepSeekExpression, "a1\0\u{1} (b)!!\n\u{301}c",
            ["a", "1\0\u{1}", " (", "b", ")!!\n", "\u{301}c"]
        ),
    ])
    func scannersCutLikeTheExpressions(expression: String, text: String, expected: [String]) throws {
        let words = try #require(SplitPattern.expression(expression).words)
        let found = pieces(text) { $0.cut($1, by: words, .isolated, inverted: false) }
        #expect(found.map { Array($0.utf8) } == expected.map { Array($0.utf8) })
    }

    @Test(arguments: [
        (SplitBehavior.removed, false, ["a", "b", "c"]), (.removed, true, [" ", " ", " ", " ", " ", " "]),
        (.isolated, false, [" ", " ", "a", " ", "b", " ", " ", "c", " "]),
        (.mergedWithPrevious, false, [" ", " ", "a ", "b ", " ", "c "]),
        (.mergedWithPrevious, true, [" ", " a", " b", " ", " c", " "]),
        (.mergedWithNext, false, [" ", " a", " b", " ", " c", " "]),
        (.mergedWithNext, true, [" ", " ", "a ", "b ", " ", "c "]),
        (.contiguous, false, ["  ", "a", " ", "b", "  ", "c", " "]),
    ])
    func behaviorsMergeLikeTheReference(behavior: SplitBehavior, inverted: Bool, expected: [String]) {
        let found = pieces("  a b  c ") { $0.cut($1, by: .literal([0x20]), behavior, inverted: inverted) }
        #expect(found == expected)
    }

    @Test func digitsStandAloneOrInRuns() {
        let text = "a12b\u{663}\u{B2} 3"
        #expect(pieces(text) { $0.cutDigits($1, individual: false) } == ["a", "12", "b", "\u{663}\u{B2}", " ", "3"])
        #expect(
            pieces(text) { $0.cutDigits($1, individual: true) } == ["a", "1", "2", "b", "\u{663}", "\u{B2}", " ", "3"])
    }

    @Test func everyListedExpressionHasAScanner() {
        #expect(SplitPattern.supportedExpressions.count == 15)
        #expect(SplitPattern.supportedExpressions.allSatisfy { SplitPattern.expression($0).words != nil })
        #expect(SplitPattern.expression("(a+)+$").words == nil)
    }
}
