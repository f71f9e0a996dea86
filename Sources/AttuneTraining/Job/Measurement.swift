internal import AttuneData
public import AttuneModels

/// A measurement of a model on a data file, outside of a run.
public struct Measurement {
    private let prompts: LabelledPrompts?
    private let batches: [Batch]
    private let answers: AnswerSet?
    /// What people should know about the rows that were read.
    public let notices: [String]

    /// Reads and encodes the data with a recipe's settings; format and fields are those of its test rows.
    ///
    /// A classification takes its labels from the recipe: those it lists, else the sorted ones of its training rows. A
    /// recipe without training data leaves the file's own. Answers are written where the recipe's `evaluation.metrics`
    /// ask for them and the rows have some.
    ///
    /// - Throws: `EvaluationError.unknownLabel` for a row whose label no training row has.
    public init(_ recipe: Recipe, _ bundle: ModelBundle, data: String) throws {
        let reader = try DataReader(recipe, bundle)
        var source = DataSource(path: data)
        if let test = recipe.data.test.map(DataSource.init) {
            (source.format, source.fields) = (test.format, test.fields)
        }
        let trained = recipe.trainingSources
        prompts = try reader.prompts(source) {
            try recipe.data.classification?.labels
                ?? reader.preparation(trained.isEmpty ? [source] : trained).store().manifest.sortedLabels
        }
        let store = prompts == nil ? try reader.store(source) : nil
        batches = store.map(reader.batches) ?? []
        let wanted = recipe.evaluation
        answers =
            try prompts == nil && wanted.metrics.contains(where: \.needsAnswers)
            ? reader.answers(source, rows: wanted.answerRows, tokens: wanted.answerTokens) : nil
        let guessed =
            prompts != nil && trained.isEmpty && recipe.data.classification?.labels == nil
            ? "The labels are the file's own; with --recipe they are those of the training rows." : nil
        notices = (store?.manifest.notices ?? []) + [answers?.notice, guessed].compactMap { $0 }
    }

    /// Runs the model over the data; `progress` hears the share that is done.
    ///
    /// - Throws: `EvaluationError.noTargets` when no token counts for the loss.
    public func run(model: DecoderModel, progress: (Double) -> Void) throws -> RowResults {
        let evaluator = Evaluator(model, passTokens: RunData.passTokens)
        var results = RowResults()
        if let prompts {
            results.labels = prompts.labels
            (results.choices, results.losses) = try evaluator.choices(prompts, progress: progress)
        } else {
            results.losses = try evaluator.losses(batches) { progress(answers == nil ? $0 : $0 / 2) }
        }
        guard results.losses.mean != nil else { throw EvaluationError.noTargets }
        if let answers { results.answers = try evaluator.answers(answers) { progress(0.5 + $0 / 2) } }
        return results
    }
}
