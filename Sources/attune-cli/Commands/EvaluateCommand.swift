import ArgumentParser
import AttuneJSON
import AttuneReports
import AttuneTraining

/// The command `attune evaluate`.
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Measures a model on data.",
        discussion: "attune evaluate runs/medical/model test.jsonl\n"
            + "attune evaluate runs/quickstart/model test.tsv --recipe recipes/quickstart.yaml")
    @OptionGroup var model: ModelOptions
    @Argument(help: "The data file.") var data: String
    @Option(help: "A recipe, for its data settings and the labels that its training data has.") var recipe: String?
    @OptionGroup var fields: FieldOptions
    @OptionGroup var out: OutputOptions

    func run() throws {
        var recipe = try recipe.map { try RecipeReader.read(path: $0) } ?? Recipe()
        try fields.rename(in: &recipe)
        let bundle = try model.bundle()
        let measurement = try Measurement(recipe, bundle, data: data)
        for notice in measurement.notices { out.messages.note(notice) }
        let metrics = try measurement.run(model: model.load(bundle)) { share in
            out.messages.progress("measuring \(Int(share * 100)) %")
        }.metrics
        if out.json { return out.output.line(metrics.json.encoded(pretty: true)) }
        out.output.line(metrics.summary)
        if let basis = metrics.answerBasis() { out.output.line(basis) }
        guard let classes = metrics.classification else { return }
        for line in [""] + ResultText.classTable(classes, before: nil) { out.output.line(line) }
        for line in [""] + ResultText.confusionTable(classes) { out.output.line(line) }
    }
}
