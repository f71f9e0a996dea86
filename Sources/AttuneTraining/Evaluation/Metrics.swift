internal import Foundation

/// What an evaluation measured; what the task does not have or nobody asked for is nil.
public struct Metrics: Codable, Sendable, Equatable {
    /// The weighted mean loss in nats.
    public var loss: Double?
    /// e to the loss.
    public var perplexity: Double?
    /// The share of right answers.
    public var accuracy: Double?
    /// The mean F1 of the classes.
    public var macroF1: Double?
    /// The share of answers that say the same words as the wanted text.
    public var exactMatch: Double?
    /// The mean ROUGE-L of the answers.
    public var rougeL: Double?
    /// The mean token-F1 of the answers.
    public var tokenF1: Double?
    /// The answers that exact match, ROUGE-L and token-F1 are means of.
    public var answerCount: Int?
    /// How many of these answers end at the limit of tokens.
    public var cutAnswerCount: Int?
    /// The classes one by one.
    public var classification: ClassificationReport?

    /// Nothing measured yet.
    public init() {}

    /// Sets loss and perplexity.
    public mutating func setLoss(_ value: Double) {
        loss = value
        perplexity = exp(value)
    }

    /// Sets the classification figures.
    public mutating func setClassification(_ report: ClassificationReport) {
        (accuracy, macroF1, classification) = (report.accuracy, report.macroF1, report)
    }

    /// Sets the figures of answers; none of them without an answer.
    public mutating func setAnswers(_ answers: [WrittenAnswer]) {
        guard !answers.isEmpty else { return }
        func mean(_ score: (WrittenAnswer) -> Double) -> Double {
            answers.reduce(0) { $0 + score($1) } / Double(answers.count)
        }
        (exactMatch, rougeL, tokenF1) = (mean(\.exactMatch), mean(\.rougeL), mean(\.tokenF1))
        (answerCount, cutAnswerCount) = (answers.count, answers.count(where: \.isCut))
    }
}
