import AttuneText
import Foundation
import Testing

@Suite struct AnswerScoreTests {
    struct Pair: Decodable {
        let answer, expected: String
        let exactMatch, tokenF1, rougeL: Double
    }

    @Test func everyPairScoresAsTheReferenceSays() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/metrics/answers.json")
        let pairs = try JSONDecoder().decode([Pair].self, from: Data(contentsOf: file))
        #expect(pairs.count == 212)
        for pair in pairs {
            let place = Comment(rawValue: "\(pair.answer.debugDescription) / \(pair.expected.debugDescription)")
            #expect(AnswerScore.exactMatch(pair.answer, expected: pair.expected) == pair.exactMatch, place)
            #expect(abs(AnswerScore.tokenF1(pair.answer, expected: pair.expected) - pair.tokenF1) < 1e-12, place)
            #expect(abs(AnswerScore.rougeL(pair.answer, expected: pair.expected) - pair.rougeL) < 1e-12, place)
        }
    }

    @Test func handComputedPairScoresHalfAndTwoThirds() {
        // Shared in order: "cat", "mat" of 4 and 2 words; the article counts for ROUGE only.
        #expect(abs(AnswerScore.tokenF1("cat sat on mat", expected: "the cat, mat") - 2.0 / 3) < 1e-12)
        #expect(abs(AnswerScore.rougeL("cat sat on mat", expected: "mat the cat on") - 0.5) < 1e-12)
    }
}
