public import AttuneData
public import AttuneModels

/// Rows whose class is asked for by the likelihood of the labels.
public struct LabelledPrompts: Sendable {
    /// The labels in their order; a tie goes to the first.
    public let labels: [String]
    /// For every row its prompt with one continuation a label, and its class.
    public let rows: [Row]

    /// A row.
    public struct Row: Sendable {
        /// The prompt with one continuation a label.
        public let prompt: ScoredPrompt
        /// The number of its label.
        public let truth: Int
        /// The text to judge.
        public let question: String

        /// Makes a row.
        public init(prompt: ScoredPrompt, truth: Int, question: String = "") {
            self.prompt = prompt
            self.truth = truth
            self.question = question
        }
    }

    /// Makes a set of rows.
    public init(labels: [String], rows: [Row]) {
        self.labels = labels
        self.rows = rows
    }
}

/// Measures a model on rows that do not train.
public struct Evaluator {
    let model: DecoderModel
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
        guard let loss = try losses(batches, progress: progress).mean else { throw EvaluationError.noTargets }
        return loss
    }

    /// The loss of every document, in the order of the batches.
    public func losses(
        _ batches: [Batch], progress: (Double) throws -> Void = { _ in }
    ) throws -> [WeightedLoss] {
        var result: [WeightedLoss] = []
        for (index, batch) in batches.enumerated() {
            var left = try model.losses(
                ids: batch.ids, positions: batch.positions, layout: batch.layout, targets: batch.targets,
                weights: batch.weights)[...]
            for (start, end) in zip(batch.documentOffsets, batch.documentOffsets.dropFirst()) {
                let weights = batch.weights[Int(start)..<Int(end)].filter { $0 != 0 }
                let sum = zip(left, weights).reduce(0) { $0 + Double($1.0) * Double($1.1) }
                left = left.dropFirst(weights.count)
                result.append(WeightedLoss(sum: sum, weight: weights.reduce(0) { $0 + Double($1) }))
            }
            try progress(Double(index + 1) / Double(batches.count))
        }
        return result
    }

    /// Chooses a label for every row: the one with the highest sum of log-probabilities, not normalised by length.
    ///
    /// Also returns the loss in nats of the right label of every row.
    public func choices(
        _ prompts: LabelledPrompts, progress: (Double) throws -> Void = { _ in }
    ) throws -> (choices: [LabelChoice], losses: [WeightedLoss]) {
        var choices: [LabelChoice] = []
        var losses: [WeightedLoss] = []
        var start = 0
        while start < prompts.rows.count {
            let end = passEnd(prompts.rows, from: start)
            let part = prompts.rows[start..<end]
            let scores = try model.continuationScores(part.map(\.prompt))
            for (row, rowScores) in zip(part, scores) {
                choices.append(
                    LabelChoice(question: row.question, truth: row.truth, chosen: Self.firstLargest(rowScores)))
                let tokens = row.prompt.continuations[row.truth].count
                losses.append(WeightedLoss(sum: -rowScores[row.truth], weight: Double(tokens)))
            }
            start = end
            try progress(Double(end) / Double(prompts.rows.count))
        }
        return (choices, losses)
    }

    private func passEnd(_ rows: [LabelledPrompts.Row], from start: Int) -> Int {
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
