public import AttuneData
internal import AttuneErrors
internal import AttuneFormats
internal import AttuneJSON
internal import AttuneModels
public import AttuneTraining
internal import Foundation

/// Data files with the settings and the model that read them.
public struct DataWork {
    private let recipe: Recipe
    private let encoder: SampleEncoder?
    private let model: ModelLikelihood?
    private let contextLength: Int?

    /// Opens the recipe's model, when it names one; its weights are read when they are needed.
    ///
    /// With `limitsLength` false a row may have any number of tokens, whatever `data.max_length` is.
    public init(_ recipe: Recipe, limitsLength: Bool = true) throws {
        self.recipe = recipe
        let bundle = recipe.model.path.isEmpty ? nil : try ModelBundle(path: recipe.model.path)
        encoder = try bundle.map { try recipe.makeEncoder(for: $0, limitsLength: limitsLength) }
        model = bundle.map(ModelLikelihood.init)
        contextLength = bundle?.source.configuration.contextLength
    }

    /// Every row looked at; with a model also rendered and measured.
    ///
    /// - Parameters:
    ///   - options: what to look for; the classification task is the recipe's, the language profiles are the cache's.
    ///   - evaluation: validation and test files beside those of the recipe.
    ///   - progress: told the number of rows read so far.
    /// - Returns: what was found.
    /// - Throws: `DataError` when a file cannot be read as a whole, `LanguageError` for broken language profiles.
    public func check(
        _ options: DataCheckOptions, evaluation: [CheckedSource] = [], progress: (Int) -> Void = { _ in }
    ) throws -> DataCheck {
        var options = options
        options.classification = recipe.data.classification?.task
        options.languages = try Self.languages
        return try DataChecker(options, encoder: encoder, likelihood: model?.likelihood).check(
            recipe.checkedSources + evaluation, progress: progress)
    }

    /// Rows, lengths, scripts and languages; with a model also tokens, and then unusable rows are errors.
    public func statistics() throws -> StatisticsReport {
        let files = try RowFiles(recipe.trainingSources, classification: recipe.data.classification?.task)
        return StatisticsReport(
            text: try TextStatistics(files, identifier: Self.languages), tokens: try tokenStatistics())
    }

    /// What tells languages apart; nil when the cache lacks the profiles.
    private static var languages: LanguageIdentifier? {
        get throws { try Cache.hasLanguageProfiles ? LanguageIdentifier(profiles: Cache.languageProfiles) : nil }
    }

    private func tokenStatistics() throws -> DataStatistics? {
        guard let encoder else { return nil }
        let folder = Cache.folder + "/tokens"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let store = try DataPreparation(sources: recipe.trainingSources, encoder: encoder, cacheFolder: folder).store()
        return try DataStatistics(
            store: store, maxLength: encoder.options.maxLength, contextLength: contextLength)
    }

    /// Shows the first rows with their loss mask.
    ///
    /// - Throws: `DataError.rejected` for a row that cannot be used.
    public func render(limit: Int, json: Bool, to console: Console) throws {
        guard let encoder else { throw DataWorkError.needsModel }
        let view = SampleView(tokenizer: encoder.tokenizer, console: console)
        var shown = 0
        var hasToolText = false
        for source in try DataPreparation(
            sources: recipe.trainingSources, encoder: encoder, cacheFolder: Cache.folder
        ).sources {
            var stream = try RecordStream(source, classification: recipe.data.classification?.task)
            while shown < limit, let outcome = try stream.next() {
                for sample in try samples(outcome, encoder) {
                    hasToolText = hasToolText || sample.hasToolText
                    json ? view.writeJSON(sample) : view.write(sample)
                }
                shown += 1
            }
        }
        if !json { view.writeLegend(hasToolText: hasToolText) }
    }

    private func samples(_ outcome: RowOutcome<Record>, _ encoder: SampleEncoder) throws -> [EncodedSample] {
        switch outcome {
        case .finding(let finding): throw DataError.rejected(findings: [finding], more: 0)
        case .row(let record):
            switch encoder.encode(record) {
            case .samples(let samples, _): return samples
            case .dropped: return []
            case .rejected(let finding): throw DataError.rejected(findings: [finding], more: 0)
            }
        }
    }
}
