import AttuneTraining
import Testing

@testable import AttuneReports

struct ComparisonTextTests {
    private func results(_ chosen: [Int], loss: Double) -> RowResults {
        var results = RowResults()
        results.labels = ["no", "yes"]
        results.losses = chosen.map { _ in WeightedLoss(sum: loss, weight: 1) }
        results.choices = chosen.enumerated().map { LabelChoice(question: "row \($0)", truth: $0 % 2, chosen: $1) }
        return results
    }

    @Test func theTableSaysWhatIsClearlyBetter() throws {
        let rows = 40
        let comparison = try ModelComparison(
            base: results((0..<rows).map { _ in 0 }, loss: 2), tuned: results((0..<rows).map { $0 % 2 }, loss: 1))
        let lines = ComparisonText(comparison).figures
        #expect(lines.count == 6)
        #expect(lines[2].hasPrefix("loss        2.000  1.000      -1.000  -1.000 to -1.000  better"))
        #expect(lines[4].hasPrefix("accuracy    0.500  1.000      +0.500"))
        #expect(lines[4].hasSuffix("better"))
    }

    @Test func samplesStandSideBySideAndControlCharactersAreWrittenOut() throws {
        func answered(_ text: String) -> RowResults {
            var results = RowResults()
            results.losses = [WeightedLoss(sum: 1, weight: 1)]
            results.answers = [
                WrittenAnswer(
                    place: "a.jsonl:1", question: "What?\u{1B}[2J", expected: "This.", answer: text, isCut: false)
            ]
            return results
        }
        let comparison = try ModelComparison(
            base: answered("Nothing at all that anybody would want."), tuned: answered("This."))
        let lines = ComparisonText(comparison, columns: 43).samples(3)
        #expect(
            lines == [
                "", "a.jsonl:1", "asked     What?\\u{1b}[2J", "expected  This.",
                "base (ROUGE-L 0.00)  | tuned (ROUGE-L 1.00)", "Nothing at all that  | This.",
                "anybody would want.  | ",
            ])
    }

    @Test func aLongWordIsBrokenAndNothingIsLost() {
        let lines = TextColumns.wrapped("ab cdefghijklmnop q", width: 8)
        #expect(lines == ["ab", "cdefghij", "klmnop q"])
        #expect(TextColumns.wrapped("", width: 8).isEmpty)
    }
}
