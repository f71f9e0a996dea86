internal import AttuneText

/// What a model did with each row of a data file, in the order of the file.
public struct RowResults: Sendable, Equatable {
    /// The loss of each document, or of the right label of each row.
    public var losses: [WeightedLoss] = []
    /// The labels of a classification; nil for other data.
    public var labels: [String]?
    /// The label of each row, and the one that the model chose.
    public var choices: [LabelChoice] = []
    /// The answers that were written.
    public var answers: [WrittenAnswer] = []

    /// Nothing measured yet.
    public init() {}

    /// The figures over all rows.
    public var metrics: Metrics {
        var metrics = Metrics()
        if let loss = losses.mean { metrics.setLoss(loss) }
        if let labels { metrics.setClassification(ClassificationReport(labels: labels, choices: choices)) }
        metrics.setAnswers(answers)
        return metrics
    }
}

/// A sum of losses and of what they weigh.
public struct WeightedLoss: Sendable, Equatable {
    /// The weighted sum in nats.
    public let sum: Double
    /// The sum of the weights.
    public let weight: Double

    /// Makes a sum.
    public init(sum: Double, weight: Double) {
        self.sum = sum
        self.weight = weight
    }
}

extension Collection where Element == WeightedLoss {
    /// The mean loss in nats; nil when nothing counts.
    public var mean: Double? {
        let weight = reduce(0) { $0 + $1.weight }
        return weight > 0 ? reduce(0) { $0 + $1.sum } / weight : nil
    }
}

/// A row of a classification.
public struct LabelChoice: Sendable, Equatable {
    /// What was judged.
    public let question: String
    /// The number of its label.
    public let truth: Int
    /// The number of the label that the model chose.
    public let chosen: Int

    /// Makes a row.
    public init(question: String, truth: Int, chosen: Int) {
        self.question = question
        self.truth = truth
        self.chosen = chosen
    }
}

/// An answer that a model wrote, greedily, to a row that has one.
public struct WrittenAnswer: Sendable, Equatable {
    /// Where the row lies.
    public let place: String
    /// What was asked.
    public let question: String
    /// The row's answer.
    public let expected: String
    /// The model's answer.
    public let answer: String
    /// Whether the limit of tokens ended it.
    public let isCut: Bool

    /// Makes an answer.
    public init(place: String, question: String, expected: String, answer: String, isCut: Bool) {
        self.place = place
        self.question = question
        self.expected = expected
        self.answer = answer
        self.isCut = isCut
    }

    /// ROUGE-L of the answer, 0 to 1.
    public var rougeL: Double { AnswerScore.rougeL(answer, expected: expected) }
    /// Token-F1 of the answer, 0 to 1.
    public var tokenF1: Double { AnswerScore.tokenF1(answer, expected: expected) }
    /// 1 when the answer says the same words, else 0.
    public var exactMatch: Double { AnswerScore.exactMatch(answer, expected: expected) }
}
