public import AttuneTraining

extension Metrics {
    /// The figures that are there, on one line.
    public var summary: String {
        var parts: [String] = []
        if let loss { parts.append("loss \(Figures.fixed(loss, 4))") }
        if let perplexity { parts.append("perplexity \(Figures.fixed(perplexity, 2))") }
        if let accuracy { parts.append("accuracy \(Figures.fixed(accuracy, 3))") }
        if let macroF1 { parts.append("macro-F1 \(Figures.fixed(macroF1, 3))") }
        if let exactMatch { parts.append("exact match \(Figures.fixed(exactMatch, 3))") }
        if let tokenF1 { parts.append("token-F1 \(Figures.fixed(tokenF1, 3))") }
        if let rougeL { parts.append("ROUGE-L \(Figures.fixed(rougeL, 3))") }
        return parts.joined(separator: "  ")
    }

    /// What the figures of answers rest on, with those of the untrained model beside them; nil without answers.
    public func answerBasis(before: Metrics? = nil) -> String? {
        guard let answerCount, let cutAnswerCount else { return nil }
        let cut = before?.cutAnswerCount.map { "\($0) before and \(cutAnswerCount) after" } ?? "\(cutAnswerCount)"
        return "Exact match, token-F1 and ROUGE-L are means of \(answerCount) greedy answers; cut at the limit: \(cut)."
    }
}

/// The result of a run for a person to read.
public struct ResultText {
    private let report: RunReport

    /// The text of a report.
    public init(_ report: RunReport) { self.report = report }

    /// The lines: what it learned, what it forgot, what it cost, where the model is.
    public var lines: [String] {
        var lines = [""]
        if let before = report.before, let after = report.after { lines += comparison(before, after) }
        if let classes = report.after?.classification {
            lines += [""] + Self.classTable(classes, before: report.before?.classification)
            lines += [""] + Self.confusionTable(classes)
        }
        if let forgetting = report.forgetting {
            lines += [
                "",
                "general text: perplexity \(Figures.fixed(forgetting.before, 2)) -> "
                    + "\(Figures.fixed(forgetting.after, 2)), ratio \(Figures.fixed(forgetting.perplexityRatio, 3))",
            ]
        }
        return lines + [
            "",
            "\(report.steps) steps, \(Figures.count(report.tokens)) tokens, "
                + "\(Figures.fixed(report.tokensPerSecond, 0)) tokens/s, \(Figures.duration(report.seconds)), "
                + "peak memory \(Figures.bytes(report.peakMemoryBytes))",
            "model: \(report.model)",
        ]
    }

    private func comparison(_ before: Metrics, _ after: Metrics) -> [String] {
        var table = TextTable(["test set", "before", "after"])
        let rows: [(String, Double?, Double?)] = [
            ("loss", before.loss, after.loss), ("perplexity", before.perplexity, after.perplexity),
            ("accuracy", before.accuracy, after.accuracy), ("macro-F1", before.macroF1, after.macroF1),
            ("exact match", before.exactMatch, after.exactMatch), ("token-F1", before.tokenF1, after.tokenF1),
            ("ROUGE-L", before.rougeL, after.rougeL),
        ]
        for case (let name, let first?, let last?) in rows {
            table.add([name, Figures.fixed(first, 3), Figures.fixed(last, 3)])
        }
        return table.lines + [after.answerBasis(before: before)].compactMap { $0 }
    }

    /// One row a class, with the F1 from before beside it where there is one.
    public static func classTable(_ report: ClassificationReport, before: ClassificationReport?) -> [String] {
        let old = before?.classes.map { Figures.fixed($0.f1, 3) }
        var table = TextTable(["class", "precision", "recall", "F1"] + (old == nil ? [] : ["F1 before"]) + ["rows"])
        for (index, row) in report.classes.enumerated() {
            let figures = [row.precision, row.recall, row.f1].map { Figures.fixed($0, 3) }
            table.add([TerminalText.name(row.label)] + figures + (old.map { [$0[index]] } ?? []) + ["\(row.support)"])
        }
        return table.lines
    }

    /// Rows are what a row is, columns what it was called.
    public static func confusionTable(_ report: ClassificationReport) -> [String] {
        let labels = report.classes.map { TerminalText.name($0.label) }
        var table = TextTable(["is \\ called"] + labels)
        for (label, counts) in zip(labels, report.confusion) { table.add([label] + counts.map(String.init)) }
        return table.lines
    }
}
