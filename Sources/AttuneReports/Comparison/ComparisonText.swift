public import AttuneTraining

/// A comparison of two models for a person to read.
public struct ComparisonText {
    private let comparison: ModelComparison
    private let columns: Int

    /// The text of a comparison, for a terminal of so many columns.
    public init(_ comparison: ModelComparison, columns: Int = 100) {
        self.comparison = comparison
        self.columns = max(40, columns)
    }

    /// The figures: both models, the difference, and how sure it is.
    public var figures: [String] {
        var table = TextTable(["", "base", "tuned", "difference", "95 % interval", ""])
        for difference in comparison.differences {
            let decimals = difference.name == "perplexity" ? 2 : 3
            table.add([
                Self.names[difference.name] ?? difference.name, Figures.fixed(difference.base, decimals),
                Figures.fixed(difference.tuned, decimals),
                Self.signed(difference.tuned - difference.base, decimals),
                difference.interval.map {
                    "\(Self.signed($0.low, decimals)) to \(Self.signed($0.high, decimals))"
                } ?? "-", Self.verdict(difference),
            ])
        }
        return table.lines.map(Self.withoutTrailingSpace)
    }

    /// What was measured, on how many rows.
    public func basis(_ bootstrap: PairedBootstrap, seed: UInt64) -> [String] {
        var lines = ["\(comparison.base.losses.count) rows, \(bootstrap.resamples) resamples, seed \(seed)"]
        let answers = comparison.base.answers
        if !answers.isEmpty {
            let cut = (answers.count(where: \.isCut), comparison.tuned.answers.count(where: \.isCut))
            lines.append("\(answers.count) greedy answers a model; cut at the limit: base \(cut.0), tuned \(cut.1)")
        }
        if !comparison.sharesTokens {
            lines.append("The models cut the rows into different tokens: their losses are not comparable.")
        }
        return lines
    }

    /// Some rows with what both models made of them, spread evenly over all.
    public func samples(_ count: Int) -> [String] {
        let rows = ComparedSample.spread(comparison, count)
        return rows.flatMap { row in [""] + lines(row) }
    }

    private func lines(_ row: ComparedSample) -> [String] {
        let half = (columns - 3) / 2
        let left = TextColumns.wrapped(row.base, width: half)
        let right = TextColumns.wrapped(row.tuned, width: half)
        let head = [row.place, "asked     " + row.question, "expected  " + row.expected].filter { !$0.isEmpty }
        return head.flatMap { TextColumns.wrapped($0, width: columns, indent: 10).prefix(6) }
            + TextColumns.sideBySide(["base \(row.baseMark)"] + left, ["tuned \(row.tunedMark)"] + right, width: half)
    }

    private static let names = [
        "macro_f1": "macro-F1", "exact_match": "exact match", "token_f1": "token-F1", "rouge_l": "ROUGE-L",
    ]

    private static func verdict(_ difference: ModelComparison.Difference) -> String {
        guard let interval = difference.interval else { return "" }
        guard interval.isClear else { return "not clear" }
        return (interval.high < 0) == difference.lowerIsBetter ? "better" : "worse"
    }

    private static func signed(_ value: Double, _ decimals: Int) -> String {
        (value < 0 ? "" : "+") + Figures.fixed(value, decimals)
    }

    private static func withoutTrailingSpace(_ line: String) -> String {
        var line = line
        while line.last == " " { line.removeLast() }
        return line
    }
}
