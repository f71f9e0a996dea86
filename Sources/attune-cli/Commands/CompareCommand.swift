import ArgumentParser
import AttuneJSON
import AttuneModels
import AttuneReports
import AttuneTraining

/// The command `attune compare`.
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Measures two models on the same data and shows them side by side.",
        discussion: """
            attune compare smollm2-135m-instruct runs/medical/model test.jsonl
            attune compare smollm2-135m-instruct runs/quickstart/model test.tsv --recipe recipes/quickstart.yaml

            Loss and perplexity; accuracy and macro-F1 for classification; exact match, token-F1 and ROUGE-L of greedy \
            answers for conversations and completions. A difference is clear when 0 lies outside of its 95 % interval.
            """)
    @Argument(help: "The model to compare with: a folder, a .gguf file, or a name that `attune models` lists.")
    var base: String
    @Argument(help: "The other model, such as the tuned one.") var tuned: String
    @Argument(help: "The data file.") var data: String
    @Option(help: "A recipe, for its data settings; classification needs one.") var recipe: String?
    @Option(help: "The most rows to answer, spread evenly; 0 writes no answers.") var answers = 50
    @Option(help: "The most tokens of an answer.") var maxTokens = 256
    @Option(help: "How many rows to show side by side.") var samples = 3
    @Option(help: "How often rows are drawn for the intervals.") var resamples = 2000
    @Option(help: "The seed of these draws.") var seed: UInt64 = 42
    @Option(help: "fp32 or bf16; by default each folder's own type.") var precision: PrecisionChoice?
    @OptionGroup var fields: FieldOptions
    @OptionGroup var out: OutputOptions

    func validate() throws {
        for (name, value, least) in [
            ("--answers", answers, 0), ("--max-tokens", maxTokens, 1), ("--samples", samples, 0),
            ("--resamples", resamples, 1),
        ] where value < least { throw ValidationError("\(name) must be at least \(least), not \(value).") }
    }

    func run() throws {
        var recipe = try recipe.map { try RecipeReader.read(path: $0) } ?? Recipe()
        try fields.rename(in: &recipe)
        recipe.evaluation.metrics = answers > 0 ? Metric.allCases : [.loss, .accuracy, .macroF1]
        (recipe.evaluation.answerRows, recipe.evaluation.answerTokens) = (max(answers, 1), maxTokens)
        let bundles = try [base, tuned].map { model in
            try ModelBundle(path: try Cache.modelPath(model), locate: Cache.modelPath)
        }
        let first = try results(of: bundles[0], "base", recipe, says: true)
        let second = try results(of: bundles[1], "tuned", recipe, says: false)
        let bootstrap = PairedBootstrap(resamples: resamples, seed: seed)
        let comparison = try ModelComparison(base: first, tuned: second, bootstrap: bootstrap)
        if out.json {
            return out.output.line(comparison.json(bootstrap, seed: seed, samples: samples).encoded(pretty: true))
        }
        show(comparison, bootstrap)
    }

    /// One model at a time: its weights are gone before the next one's are loaded.
    private func results(of bundle: ModelBundle, _ name: String, _ recipe: Recipe, says: Bool) throws -> RowResults {
        let measurement = try Measurement(recipe, bundle, data: data)
        if says { for notice in measurement.notices { out.messages.note(notice) } }
        let decoder = try bundle.load(precision)
        return try measurement.run(model: decoder) { share in
            out.messages.progress("measuring \(name): \(Int(share * 100)) %")
        }
    }

    private func show(_ comparison: ModelComparison, _ bootstrap: PairedBootstrap) {
        let text = ComparisonText(comparison, columns: out.output.columns)
        for line in text.figures { out.output.line(line) }
        for line in text.basis(bootstrap, seed: seed) { out.output.line(out.output.styled(line, .dim)) }
        if let classes = comparison.tuned.metrics.classification {
            let before = comparison.base.metrics.classification
            for line in [""] + ResultText.classTable(classes, before: before) { out.output.line(line) }
        }
        for line in text.samples(samples) { out.output.line(line) }
    }
}
