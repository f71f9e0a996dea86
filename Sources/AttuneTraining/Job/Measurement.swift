internal import AttuneData
public import AttuneModels

/// A measurement of a model on a data file, outside of a run.
public struct Measurement {
    private let prompts: LabelledPrompts?
    private let batches: [Batch]
    /// What people should know about the rows that were read.
    public let notices: [String]

    /// Reads and encodes the data with a recipe's settings.
    ///
    /// A classification takes its labels from the recipe or, in the order of their bytes, from the file itself.
    public init(_ recipe: Recipe, _ bundle: ModelBundle, data: String) throws {
        let reader = try DataReader(recipe, bundle)
        var source = DataSource(path: data)
        source.format = recipe.data.test.flatMap { DataSource($0).format }
        let labels = try recipe.data.classification.map { settings in
            try settings.labels ?? reader.store(source).manifest.sortedLabels
        }
        prompts = try labels.flatMap { try reader.prompts(source, $0) }
        let store = prompts == nil ? try reader.store(source) : nil
        batches = store.map(reader.batches) ?? []
        notices = store?.manifest.notices ?? []
    }

    /// Runs the model over the data; `progress` hears the share that is done.
    public func run(model: DecoderModel, progress: (Double) -> Void) throws -> Metrics {
        let evaluator = Evaluator(model, passTokens: RunData.passTokens)
        var metrics = Metrics()
        if let prompts {
            let result = try evaluator.classify(prompts, progress: progress)
            metrics.setLoss(result.loss)
            metrics.setClassification(result.report)
        } else {
            metrics.setLoss(try evaluator.loss(batches, progress: progress))
        }
        return metrics
    }
}
