internal import AttuneData
internal import AttuneTraining

extension ModelCard {
    /// What it learned from and was measured on, with the digests of the files.
    var data: String {
        let rows = record.data.map { use in
            let source = use.source
            let learned = use.purpose == .training ? Figures.count(source.supervisedTokens) : "-"
            return [
                Markdown.code(use.name), use.purpose.rawValue, source.format, Figures.grouped(source.rows),
                source.tokens > 0 ? Figures.count(source.tokens) : "-", learned,
            ]
        }
        var text = "## Data\n\n"
        text += Markdown.table(["file", "for", "format", "rows", "tokens", "of them learned"], rows)
        if let share = recipe.data.validation?.fraction {
            text += "\n\(Figures.percent(share)) of the training rows were set aside for validation.\n"
        }
        if let rows = recipe.data.validation?.rows {
            text += "\n\(Figures.grouped(rows)) of the training rows were set aside for validation.\n"
        }
        text += "\nSHA-256 of the files:\n\n"
        text += Markdown.block(record.data.map { "\($0.source.sha256)  \($0.name)" }.joined(separator: "\n"))
        return text
    }

    /// What was measured before and after, and what was forgotten.
    var measurements: String {
        var parts: [String] = []
        if !comparison.isEmpty { parts.append(comparison) }
        if let basis = report.after?.answerBasis(before: report.before) { parts.append(basis + "\n") }
        if let classes = report.after?.classification { parts.append(Self.classes(classes)) }
        if let metrics = report.validation {
            parts.append("Validation: \(metrics.summary.replacing("  ", with: ", ")).\n")
        }
        if let forgetting = report.forgetting {
            parts.append(
                "General text: perplexity \(Figures.fixed(forgetting.before, 2)) before and "
                    + "\(Figures.fixed(forgetting.after, 2)) after, a ratio of "
                    + "\(Figures.fixed(forgetting.perplexityRatio, 3)); above 1 the model has forgotten some of it.\n")
        }
        if parts.isEmpty { parts.append("Nothing was measured.\n") }
        return "## Measurements\n\n" + parts.joined(separator: "\n")
    }

    private var comparison: String {
        let (before, after) = (report.before, report.after)
        let figures: [(String, Double?, Double?)] = [
            ("loss", before?.loss, after?.loss), ("perplexity", before?.perplexity, after?.perplexity),
            ("accuracy", before?.accuracy, after?.accuracy), ("macro-F1", before?.macroF1, after?.macroF1),
            ("exact match", before?.exactMatch, after?.exactMatch), ("token-F1", before?.tokenF1, after?.tokenF1),
            ("ROUGE-L", before?.rougeL, after?.rougeL),
        ]
        let rows = figures.filter { $0.1 != nil || $0.2 != nil }.map { name, first, last in
            [name, first.map { Figures.fixed($0, 3) } ?? "-", last.map { Figures.fixed($0, 3) } ?? "-"]
        }
        return rows.isEmpty ? "" : Markdown.table(["test set", "before", "after"], rows)
    }

    private static func classes(_ report: ClassificationReport) -> String {
        let rows = report.classes.map { row in
            [
                Markdown.code(row.label), Figures.fixed(row.precision, 3), Figures.fixed(row.recall, 3),
                Figures.fixed(row.f1, 3), "\(row.support)",
            ]
        }
        return Markdown.table(["class, after", "precision", "recall", "F1", "rows"], rows)
    }

    /// How the run went.
    var training: String {
        var rows = [
            ["strategy", plan.strategy], ["precision", plan.precision],
            ["optimizer", recipe.training.optimizer.rawValue],
            ["learning rate", "\(Figures.scientific(plan.learningRate)), \(recipe.training.schedule.rawValue)"],
            ["steps", "\(Figures.grouped(report.steps)) of \(Figures.grouped(plan.totalSteps))"],
            ["tokens", Figures.grouped(report.tokens)], ["seed", "\(recipe.training.seed)"],
        ]
        if report.seconds > 0 { rows.append(["time", Figures.duration(report.seconds)]) }
        rows.append(["peak memory", Figures.bytes(report.peakMemoryBytes)])
        if report.reason == "early_stopping" { rows.append(["end", "early, since validation no longer improved"]) }
        return "## Training\n\n" + Markdown.table(["", ""], rows)
    }

    /// The base model's licence in its own words, or that it names none.
    var licence: String {
        var text = "## Licence\n\n"
        if let license = origin.license {
            text +=
                "The base model's licence is \(Markdown.code(license.name ?? license.identifier)), as \(license.place) says"
            text += license.link.map { " (\(Markdown.code($0))).\n" } ?? ".\n"
        } else if origin.legalFiles.isEmpty {
            text += "Unknown: the base model's files name no licence. Find it out before you pass this model on.\n"
        } else {
            text += "The base model's files name no licence, but hold its text.\n"
        }
        if !legalNames.isEmpty {
            text += "Copied from the base model: " + legalNames.map(Markdown.code).joined(separator: ", ") + ".\n"
        }
        return text + "The terms of the data are not known to the program; they may bind this model too.\n"
    }

    /// The recipe with files by their names and without the output folder.
    var recipeText: String {
        var recipe = recipe
        recipe.model.path = origin.name
        for index in recipe.data.train.indices {
            recipe.data.train[index].path = Self.lastPart(recipe.data.train[index].path)
        }
        if let path = recipe.data.validation?.path { recipe.data.validation?.path = Self.lastPart(path) }
        if let test = recipe.data.test?.path { recipe.data.test?.path = Self.lastPart(test) }
        if let probe = recipe.forgetting?.probe { recipe.forgetting?.probe = Self.lastPart(probe) }
        recipe.output.directory = nil
        return "## Recipe\n\n<details><summary>Every setting of the run</summary>\n\n"
            + Markdown.block(recipe.resolvedYAML(), language: "yaml") + "\n</details>\n"
    }
}
