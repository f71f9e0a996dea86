import Testing

@testable import AttuneTraining

struct ModelComparisonTests {
    private func answers(_ texts: [String], expected: String = "the cat sat") -> RowResults {
        var results = RowResults()
        results.losses = texts.map { _ in WeightedLoss(sum: 2, weight: 1) }
        results.answers = texts.map {
            WrittenAnswer(place: "a:1", question: "?", expected: expected, answer: $0, isCut: false)
        }
        return results
    }

    @Test func figuresAreTheHandComputedOnes() throws {
        // ROUGE-L of "cat": 2 * 1 * (1/3) / (4/3) = 0.5; token-F1 without the article: 2 * 1 * 0.5 / 1.5.
        let comparison = try ModelComparison(
            base: answers(["cat", "dog"]), tuned: answers(["The cat sat.", "cat sat"]))
        let found = Dictionary(uniqueKeysWithValues: comparison.differences.map { ($0.name, $0) })
        #expect(abs(try #require(found["rouge_l"]).base - 0.25) < 1e-12)
        #expect(abs(try #require(found["rouge_l"]).tuned - 0.9) < 1e-12)
        #expect(abs(try #require(found["token_f1"]).base - 1.0 / 3) < 1e-12)
        #expect(try #require(found["exact_match"]).tuned == 1)
        #expect(comparison.tuned.metrics.exactMatch == 1)
        #expect(comparison.tuned.metrics.answerCount == 2 && comparison.tuned.metrics.cutAnswerCount == 0)
        #expect(found["accuracy"] == nil)
    }

    @Test func intervalsFollowTheSeedAndHoldTheDifference() throws {
        let first = (0..<60).map { Double($0 % 7) }
        let second = first.enumerated().map { $1 + Double($0) / 60 }
        let interval = try #require(PairedBootstrap(seed: 1).interval(first, second))
        #expect(interval == PairedBootstrap(seed: 1).interval(first, second))
        #expect(interval != PairedBootstrap(seed: 2).interval(first, second))
        // Mean 59/120; deviation of a mean sqrt((3600 - 1) / 12) / 60 / sqrt(60) = 0.03727; 1.96 of them are 0.0730.
        #expect(abs(interval.difference - 59.0 / 120) < 1e-12)
        #expect(abs(interval.low - (59.0 / 120 - 0.0730)) < 0.01)
        #expect(abs(interval.high - (59.0 / 120 + 0.0730)) < 0.01)
        #expect(interval.isClear)
    }

    @Test func equalModelsDifferByNothing() throws {
        let comparison = try ModelComparison(base: answers(["cat", "dog"]), tuned: answers(["cat", "dog"]))
        for difference in comparison.differences {
            #expect(difference.interval == PairedBootstrap.Interval(difference: 0, low: 0, high: 0))
        }
    }

    @Test func modelsThatReadDifferentRowsAreRefused() {
        #expect(throws: EvaluationError.differentRows(first: 2, second: 1)) {
            try ModelComparison(base: answers(["a", "b"]), tuned: answers(["a"]))
        }
    }

    @Test func lossesOfDifferentTokensHaveNoInterval() throws {
        var other = answers(["cat"])
        other.losses = [WeightedLoss(sum: 1, weight: 4)]
        let comparison = try ModelComparison(base: answers(["cat"]), tuned: other)
        #expect(!comparison.sharesTokens)
        #expect(comparison.differences.first { $0.name == "loss" }?.interval == nil)
        #expect(comparison.differences.first { $0.name == "loss" }?.tuned == 0.25)
    }
}
