/// When the model is measured while training, and by what.
public struct EvaluationSettings: Codable, Sendable, Equatable {
    /// How often the validation rows are scored.
    public var every = Interval.epoch
    /// What is measured; what the task does not have is left out.
    public var metrics: [Metric] = [.loss, .accuracy, .macroF1]
    /// Whether the untrained model is measured too.
    public var before = true
    /// The most rows of the test set that are answered in the model's own words, for the metrics of answers.
    public var answerRows = 100
    /// The most tokens of such an answer.
    public var answerTokens = 256

    /// After each epoch and once before the first.
    public init() {}
}

/// What an evaluation measures.
public enum Metric: String, Codable, Sendable, CaseIterable {
    /// The mean loss of a supervised token, and the perplexity that follows from it.
    case loss
    /// The share of right labels.
    case accuracy
    /// The mean of the classes' F1.
    case macroF1 = "macro_f1"
    /// The mean ROUGE-L of greedy answers.
    case rougeL = "rouge_l"
    /// The mean token-F1 of greedy answers.
    case tokenF1 = "token_f1"
    /// The share of greedy answers that say the same words as the row.
    case exactMatch = "exact_match"

    /// Whether the model has to write answers for it.
    var needsAnswers: Bool { [.rougeL, .tokenF1, .exactMatch].contains(self) }
}

/// General text on which to watch what the model forgets.
public struct ForgettingSettings: Codable, Sendable, Equatable {
    /// A file of general text whose perplexity is compared before and after.
    public var probe = ""

    /// Defaults; the probe is still missing.
    public init() {}
}

/// How often something happens in a run.
public enum Interval: Sendable, Equatable {
    /// After each epoch.
    case epoch
    /// After this many optimizer steps, and at the end.
    case steps(Int)
}

extension Interval: Codable {
    /// Reads `epoch` or a number of steps.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let count = try? container.decode(Int.self) {
            self = .steps(count)
            return
        }
        let word = try container.decode(String.self)
        guard word == "epoch" else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "expected epoch or a number of steps, not \(word)")
        }
        self = .epoch
    }

    /// Writes `epoch` or the number of steps.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if case .steps(let count) = self { try container.encode(count) } else { try container.encode("epoch") }
    }
}
