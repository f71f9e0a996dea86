internal import Foundation

/// Two models side by side, measured on the same rows.
public struct ModelComparison: Sendable {
    /// What the first model did.
    public let base: RowResults
    /// What the second model did.
    public let tuned: RowResults
    /// Every figure that both have.
    public let differences: [Difference]
    /// Whether both cut the rows into the same tokens, so that losses can be compared.
    public let sharesTokens: Bool

    /// A figure of both models.
    public struct Difference: Sendable, Equatable {
        /// The figure's name in `--json`.
        public let name: String
        /// The first model's.
        public let base: Double
        /// The second model's.
        public let tuned: Double
        /// How sure the difference is; nil where the figures cannot be compared row by row.
        public let interval: PairedBootstrap.Interval?
        /// Whether the lower figure is the better one.
        public let lowerIsBetter: Bool
    }

    /// Compares row by row.
    ///
    /// - Throws: `EvaluationError.differentRows` when the models did not read the same rows.
    public init(base: RowResults, tuned: RowResults, bootstrap: PairedBootstrap = PairedBootstrap()) throws {
        for (first, second) in [
            (base.losses.count, tuned.losses.count), (base.choices.count, tuned.choices.count),
            (base.answers.count, tuned.answers.count),
        ] where first != second { throw EvaluationError.differentRows(first: first, second: second) }
        self.base = base
        self.tuned = tuned
        sharesTokens = base.losses.map(\.weight) == tuned.losses.map(\.weight)
        let pairs = PairedRows(base: base, tuned: tuned, bootstrap: bootstrap)
        differences = pairs.losses(comparable: sharesTokens) + pairs.choices + pairs.answers
    }
}

/// The rows of both models, and the way to draw them.
private struct PairedRows {
    let base: RowResults
    let tuned: RowResults
    let bootstrap: PairedBootstrap

    func losses(comparable: Bool) -> [ModelComparison.Difference] {
        let rows = base.losses.count
        return [("loss", { $0 }), ("perplexity", { exp($0) })].compactMap {
            (name: String, scale: (Double) -> Double) in
            figure(name, rows: rows, lowerIsBetter: true, hasInterval: comparable) { results, drawn in
                drawn.map { results.losses[$0] }.mean.map(scale)
            }
        }
    }

    var choices: [ModelComparison.Difference] {
        guard let labels = base.labels, !base.choices.isEmpty else { return [] }
        let accuracy = figure("accuracy", rows: base.choices.count) { results, drawn in
            Double(drawn.count { results.choices[$0].truth == results.choices[$0].chosen }) / Double(drawn.count)
        }
        let macroF1 = figure("macro_f1", rows: base.choices.count) { results, drawn in
            ClassificationReport(labels: labels, choices: drawn.lazy.map { results.choices[$0] }).macroF1
        }
        return [accuracy, macroF1].compactMap { $0 }
    }

    var answers: [ModelComparison.Difference] {
        let scores: [(String, (WrittenAnswer) -> Double)] = [
            ("exact_match", \.exactMatch), ("token_f1", \.tokenF1), ("rouge_l", \.rougeL),
        ]
        return scores.compactMap { name, score in
            let (first, second) = (base.answers.map(score), tuned.answers.map(score))
            guard let interval = bootstrap.interval(first, second) else { return nil }
            let count = Double(first.count)
            return ModelComparison.Difference(
                name: name, base: first.reduce(0, +) / count, tuned: second.reduce(0, +) / count, interval: interval,
                lowerIsBetter: false)
        }
    }

    private func figure(
        _ name: String, rows: Int, lowerIsBetter: Bool = false, hasInterval: Bool = true,
        _ value: (RowResults, [Int]) -> Double?
    ) -> ModelComparison.Difference? {
        let all = Array(0..<rows)
        guard rows > 0, let first = value(base, all), let second = value(tuned, all) else { return nil }
        let interval =
            hasInterval
            ? bootstrap.interval(count: rows) { drawn in (value(tuned, drawn) ?? 0) - (value(base, drawn) ?? 0) } : nil
        return ModelComparison.Difference(
            name: name, base: first, tuned: second, interval: interval, lowerIsBetter: lowerIsBetter)
    }
}
