/// How near an answer comes to the expected one, by the measures that papers report.
///
/// Each is a pure function of two texts, from 0 to 1, and the same with both texts exchanged.
public enum AnswerScore {
    /// 1 when both texts have the same SQuAD words in the same order, else 0.
    ///
    /// Source: SQuAD 1.1's evaluation: lower case, no ASCII punctuation, no articles, single spaces.
    public static func exactMatch(_ answer: String, expected: String) -> Double {
        AnswerWords.squad(answer) == AnswerWords.squad(expected) ? 1 : 0
    }

    /// The harmonic mean of precision and recall over SQuAD words, each word counted as often as both have it.
    ///
    /// Two texts without a word score 1 and one without a word scores 0, as in SQuAD 2.0.
    public static func tokenF1(_ answer: String, expected: String) -> Double {
        let given = AnswerWords.squad(answer)
        let wanted = AnswerWords.squad(expected)
        if given.isEmpty || wanted.isEmpty { return given == wanted ? 1 : 0 }
        var left = Dictionary(wanted.map { ($0, 1) }, uniquingKeysWith: +)
        var shared = 0
        for word in given {
            guard let count = left[word], count > 0 else { continue }
            left[word] = count - 1
            shared += 1
        }
        return harmonicMean(shared: shared, given.count, wanted.count)
    }

    /// ROUGE-L: the F-measure of the longest common subsequence of words, without a stemmer; 0 when one has no word.
    ///
    /// Words are runs of a to z and 0 to 9 after lower-casing, so texts in other scripts score 0. Time grows with
    /// the product of both word counts. Source: the `rouge_score` package, `RougeScorer(["rougeL"])`.
    public static func rougeL(_ answer: String, expected: String) -> Double {
        let given = AnswerWords.rouge(answer)
        let wanted = AnswerWords.rouge(expected)
        if given.isEmpty || wanted.isEmpty { return 0 }
        return harmonicMean(shared: longestCommonSubsequence(given, wanted), given.count, wanted.count)
    }

    private static func harmonicMean(shared: Int, _ given: Int, _ wanted: Int) -> Double {
        guard shared > 0 else { return 0 }
        let precision = Double(shared) / Double(given)
        let recall = Double(shared) / Double(wanted)
        return 2 * precision * recall / (precision + recall)
    }

    private static func longestCommonSubsequence(_ first: [String], _ second: [String]) -> Int {
        var lengths = [Int](repeating: 0, count: second.count + 1)
        for word in first {
            var diagonal = 0
            for (index, other) in second.enumerated() {
                let above = lengths[index + 1]
                lengths[index + 1] = word == other ? diagonal + 1 : max(above, lengths[index])
                diagonal = above
            }
        }
        return lengths[second.count]
    }
}
