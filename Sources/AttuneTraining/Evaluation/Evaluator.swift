public import AttuneData
public import AttuneModels

/// Rows whose class is asked for by the likelihood of the labels.
public struct LabelledPrompts: Sendable {
    /// The labels in their order; a tie goes to the first.
    public let labels: [String]
    /// For every row its prompt with one continuation a label, and its class.
    public let rows: [(prompt: ScoredPrompt, truth: Int)]

    /// Makes a set of rows.
    public init(labels: [String], rows: [(prompt: ScoredPrompt, truth: Int)]) {
        self.labels = labels
        self.rows = rows
    }
}

/// Measures a model on rows that do not train.
public struct Evaluator {
    private let model: DecoderModel
    private let passTokens: Int

    /// An evaluator that runs about `passTokens` tokens at a time.
    public init(_ model: DecoderModel, passTokens: Int = 2048) {
        self.model = model
        self.passTokens = passTokens
    }

    /// The weighted mean loss in nats over all batches.
    ///
    /// `progress` hears the share that is done, 0...1; what it throws ends the measuring.
    public func loss(_ batches: [Batch], progress: (Double) throws -> Void = { _ in }) throws -> Double {
        var sum = 0.0
        var weight = 0.0
        for (index, batch) in batches.enumerated() {
            let losses = try model.losses(
                ids: batch.ids, offsets: batch.documentOffsets, targets: batch.targets, weights: batch.weights)
            let counting = batch.weights.filter { $0 != 0 }
            sum += zip(losses, counting).reduce(0) { $0 + Double($1.0) * Double($1.1) }
            weight += batch.weightSum
            try progress(Double(index + 1) / Double(batches.count))
        }
        guard weight > 0 else { throw EvaluationError.noTargets }
        return sum / weight
    }

    /// Chooses a label for every row: the one with the highest sum of log-probabilities, not normalised by length.
    ///
    /// Also returns the mean loss in nats over the tokens of the right labels.
    public func classify(
        _ prompts: LabelledPrompts, progress: (Double) throws -> Void = { _ in }
    ) throws -> (report: ClassificationReport, loss: Double) {
        var answers: [(truth: Int, chosen: Int)] = []
        var loss = 0.0
        var tokens = 0
        var start = 0
        while start < prompts.rows.count {
            let end = passEnd(prompts.rows, from: start)
            let part = prompts.rows[start..<end]
            let scores = try model.continuationScores(part.map(\.prompt))
            answers += zip(part, scores).map { (truth: $0.truth, chosen: Self.firstLargest($1)) }
            for (row, rowScores) in zip(part, scores) {
                loss -= rowScores[row.truth]
                tokens += row.prompt.continuations[row.truth].count
            }
            start = end
            try progress(Double(end) / Double(prompts.rows.count))
        }
        return (ClassificationReport(labels: prompts.labels, answers: answers), loss / Double(tokens))
    }

    private func passEnd(_ rows: [(prompt: ScoredPrompt, truth: Int)], from start: Int) -> Int {
        var tokens = 0
        var end = start
        repeat {
            tokens += rows[end].prompt.tokenCount
            end += 1
        } while end < rows.count && tokens + rows[end].prompt.tokenCount <= passTokens
        return end
    }

    private static func firstLargest(_ scores: [Double]) -> Int {
        var best = 0
        for (index, score) in scores.enumerated() where score > scores[best] { best = index }
        return best
    }
}
