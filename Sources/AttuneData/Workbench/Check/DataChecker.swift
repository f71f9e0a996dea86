/// How data is checked.
public struct DataCheckOptions: Sendable {
    /// The most examples of a code.
    public var exampleLimit = 3
    /// Whether rows that are almost the same are looked for, too.
    public var findsNearDuplicates = true
    /// Texts that must not be in the training data.
    public var benchmarks: [DataSource] = []
    /// The task of rows with labels, when there is no encoder.
    public var classification: ClassificationTask?
    /// Tells languages apart; nil counts scripts alone.
    public var languages: LanguageIdentifier?

    /// Makes options with their defaults.
    public init() {}
}

/// Reads data files once and finds what would hurt training.
///
/// Rows are parsed and examined on all cores and forgotten; at most 65 bytes a row stay in memory, the rest of what
/// duplicates need lies in unnamed temporary files. The outcome depends on files and options alone.
public struct DataChecker {
    private let options: DataCheckOptions
    private let encoder: SampleEncoder?
    private let likelihood: DocumentLikelihood?

    /// Makes a checker.
    ///
    /// - Parameters:
    ///   - options: what to look for.
    ///   - encoder: also renders, encodes and measures every row; nil checks what rows say alone.
    ///   - likelihood: what the encoder's model gives a document; with it, rows about two parties are compared with what
    ///     they say when the names change places. Called on the caller's thread, for such rows alone.
    public init(
        _ options: DataCheckOptions = DataCheckOptions(), encoder: SampleEncoder? = nil,
        likelihood: DocumentLikelihood? = nil
    ) {
        self.options = options
        self.encoder = encoder
        self.likelihood = likelihood
    }

    /// Reads all rows of all sources.
    ///
    /// - Parameters:
    ///   - sources: the files, folders and patterns, with what their rows are for.
    ///   - progress: told the number of rows read so far.
    /// - Returns: what was found.
    /// - Throws: `DataError` when a file cannot be read as a whole, `DuplicateError` when the disk refuses, and what
    ///   `likelihood` throws.
    public func check(_ sources: [CheckedSource], progress: (Int) -> Void = { _ in }) throws -> DataCheck {
        let files = try sources.flatMap { checked in
            try checked.source.files().map { CheckedSource($0, split: checked.split) }
        }
        let settings = try settings(files)
        var pass = try CheckPass(
            examination: examination(settings), duplicates: DuplicateRule(settings),
            tally: DataCheckTally(exampleLimit: options.exampleLimit), likelihood: likelihood)
        for file in files {
            try pass.read(file, classification: classification, progress: progress)
        }
        var check = try pass.finish(knowsLanguages: options.languages != nil)
        check.omitted = omitted
        return check
    }

    private var classification: ClassificationTask? { encoder?.options.classification ?? options.classification }

    private func examination(_ settings: DuplicateSettings) throws -> RowExamination {
        var rules = RuleSet.standard
        if !options.benchmarks.isEmpty {
            var rule = BenchmarkRule()
            for source in try options.benchmarks.flatMap({ try $0.files() }) {
                var stream = try RecordStream(source, classification: classification)
                while let outcome = try stream.nextRow() {
                    if case .row(let row) = outcome { rule.add(row.record.content.texts.whole) }
                }
            }
            rules.append(rule)
        }
        return RowExamination(
            rules: rules, model: encoder.map(ModelRule.init), comparesParties: likelihood != nil,
            fingerprinter: try RowFingerprinter(settings), languages: options.languages)
    }

    private var omitted: [String] {
        var omitted: [String] = []
        if options.languages == nil { omitted.append("languages: fetch their profiles with scripts/fetch languages") }
        if let encoder {
            if encoder.options.maxLength == nil { omitted.append("over-long rows: name the limit with --max-length") }
        } else {
            omitted.append("tokens and lengths: name a model with --model or --recipe")
        }
        if !options.findsNearDuplicates { omitted.append("near duplicates: leave out --no-near-duplicates") }
        if options.benchmarks.isEmpty { omitted.append("overlap with a benchmark: name its file with --benchmark") }
        return omitted
    }
}

extension DataChecker {
    /// Settings for short or long texts, as the first rows have them.
    private func settings(_ files: [CheckedSource]) throws -> DuplicateSettings {
        var settings = try DuplicateSettings.suited(to: files.map(\.source), classification: classification)
        settings.findsNearDuplicates = options.findsNearDuplicates
        return settings
    }
}
