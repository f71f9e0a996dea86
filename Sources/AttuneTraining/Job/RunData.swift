internal import AttuneData
internal import AttuneFormats
internal import AttuneModels
internal import AttuneTensor
internal import AttuneText

/// The data of a run, encoded: what trains, what validates, what tests, and the forgetting probe.
struct RunData {
    let feed: BatchFeed
    let validation: [Batch]
    let testLoss: [Batch]
    let validationPrompts: LabelledPrompts?
    let testPrompts: LabelledPrompts?
    let testAnswers: AnswerSet?
    let probe: [Batch]
    /// Of the training tokens, the share that has a row of its own because no earlier document begins so.
    let rowShares: (mean: Double, largest: Double)
    /// What people should know about the rows that were read.
    let notices: [String]
    /// The files, with what they are for.
    let uses: [DataUse]
    /// What the training documents are, for the resume fingerprint.
    let digest: String

    /// Tokens of a measuring pass.
    static let passTokens = 2048

    /// Reads and encodes everything that the recipe names.
    ///
    /// - Throws: the data's own errors; nothing has been written but the token cache.
    init(_ recipe: Recipe, _ bundle: ModelBundle, computeType: DType) throws {
        let reader = try DataReader(recipe, bundle)
        let train = try reader.preparation(recipe.data.train.map(DataSource.init))
        let store = try train.store()
        let seed = UInt64(recipe.training.seed)
        let heldOut = try recipe.data.validation.flatMap { try store.heldOut($0, seed: seed) }
        feed = try BatchFeed(
            store: store, options: recipe.packingOptions(for: computeType), weights: train.weights,
            heldOut: Set(heldOut ?? []))
        rowShares = feed.rowShares()
        digest = store.manifest.sources.map(\.sha256).joined(separator: " ")
        let labels = { recipe.data.classification?.labels ?? store.manifest.sortedLabels }
        let validationSource = recipe.data.validation.flatMap(DataSource.init)
        let testSource = recipe.data.test.map(DataSource.init)
        let validationStore = try validationSource.map(reader.store)
        validation =
            heldOut.map { store.batches(of: $0, tokens: Self.passTokens) } ?? validationStore.map(reader.batches) ?? []
        validationPrompts = try validationSource.flatMap { try reader.prompts($0, labels: labels) }
        let prompts = try testSource.flatMap { try reader.prompts($0, labels: labels) }
        testPrompts = prompts
        let testStore = prompts == nil ? try testSource.map(reader.store) : nil
        testLoss = testStore.map(reader.batches) ?? []
        let evaluation = recipe.evaluation
        testAnswers =
            try evaluation.metrics.contains(where: \.needsAnswers)
            ? testSource.flatMap {
                try reader.answers($0, rows: evaluation.answerRows, tokens: evaluation.answerTokens)
            }
            : nil
        let savings =
            rowShares.mean < 0.99
            ? "Rows begin alike: what they have in common is computed once a micro-batch, which saves "
                + "\(Int((100 - 100 * rowShares.mean).rounded())) % of the tokens." : nil
        let readStores = [store, validationStore, testStore].compactMap { $0 }
        notices =
            readStores.flatMap(\.manifest.notices) + [feed.mixture, savings, testAnswers?.notice].compactMap { $0 }
        let probeStore = try recipe.forgetting.map { try reader.probe($0.probe) }
        probe = probeStore.map(reader.batches) ?? []
        let asked = try prompts.flatMap { prompts in try testSource.map { try reader.asked($0, prompts) } }
        uses =
            store.uses(.training) + (validationStore?.uses(.validation) ?? []) + (testStore?.uses(.test) ?? [])
            + [asked].compactMap { $0 } + (probeStore?.uses(.probe) ?? [])
    }
}

/// Reads data through the one encoder of a run.
struct DataReader {
    let recipe: Recipe
    let bundle: ModelBundle
    let encoder: SampleEncoder
    let cacheFolder: String

    init(_ recipe: Recipe, _ bundle: ModelBundle) throws {
        self.recipe = recipe
        self.bundle = bundle
        encoder = try recipe.makeEncoder(for: bundle)
        cacheFolder = try Cache.tokenFolder()
    }

    func preparation(_ sources: [DataSource]) throws -> DataPreparation {
        try DataPreparation(sources: sources, encoder: encoder, cacheFolder: cacheFolder)
    }

    func store(_ source: DataSource) throws -> TokenStore { try preparation([source]).store() }

    func batches(_ store: TokenStore) -> [Batch] {
        store.batches(of: 0..<Int32(store.documentCount), tokens: RunData.passTokens)
    }

    /// General text: whole documents, cut at the longest row, every token counted.
    func probe(_ path: String) throws -> TokenStore {
        var options = EncodingOptions(maxLength: recipe.data.maxLength, onOverlong: .split)
        options.lossOn = .all
        let encoder = try recipe.makeEncoder(for: bundle, options)
        return try DataPreparation(
            sources: [DataSource(path: path)], encoder: encoder, cacheFolder: cacheFolder
        ).store()
    }

    /// A test file whose rows are asked about one by one, so that no store of tokens knows it.
    func asked(_ source: DataSource, _ prompts: LabelledPrompts) throws -> DataUse {
        let digests = try preparation([source]).sources.map { hexadecimalText(try fileDigest(path: $0.path)) }
        var described = DataManifest.Source(
            path: source.path, sha256: digests.joined(separator: " "), format: RecordFormat.classification.rawValue)
        described.rows = prompts.rows.count
        return DataUse(.test, described)
    }

    /// The rows of a source that have an answer in words; nil when none has.
    func answers(_ source: DataSource, rows: Int, tokens: Int) throws -> AnswerSet? {
        var prompts: [AnswerPrompt] = []
        try forEachRecord(of: source) { record in
            if let prompt = try encoder.answerPrompt(record) { prompts.append(prompt) }
            return true
        }
        return prompts.isEmpty ? nil : try AnswerSet(prompts, rows: rows, maxTokens: tokens, bundle: bundle)
    }

    /// The rows of a classification source as prompts; nil for other sources, and when there are no labels.
    ///
    /// - Throws: `EvaluationError.unknownLabel` for a row whose label is none of `labels`, which are asked for only where
    ///   every row has a class.
    func prompts(_ source: DataSource, labels: () throws -> [String]) throws -> LabelledPrompts? {
        var judged: [(text: String, label: String, reference: RecordReference)] = []
        var hasOthers = false
        try forEachRecord(of: source) { record in
            guard case .classification(let text, let label) = record.content else {
                hasOthers = true
                return false
            }
            judged.append((text, label, record.reference))
            return true
        }
        guard !hasOthers, !judged.isEmpty, case let labels = try labels(), !labels.isEmpty else { return nil }
        let prompter = try LabelPrompter(encoder: encoder, labels: labels)
        return LabelledPrompts(
            labels: labels, rows: try judged.map { try prompter.row($0.text, $0.label, $0.reference) })
    }

    /// Hands over one record after another, until `body` says that it has enough.
    ///
    /// - Throws: `DataError.rejected` for a row that cannot be used.
    private func forEachRecord(of source: DataSource, _ body: (Record) throws -> Bool) throws {
        for file in try preparation([source]).sources {
            var stream = try RecordStream(file, classification: recipe.data.classification?.task)
            while let outcome = try stream.next() {
                switch outcome {
                case .finding(let finding): throw DataError.rejected(findings: [finding], more: 0)
                case .row(let record): guard try body(record) else { return }
                }
            }
        }
    }
}

extension LabelPrompter {
    /// A row to judge, whose class is known.
    fileprivate func row(
        _ text: String, _ label: String, _ reference: RecordReference
    ) throws -> LabelledPrompts.Row {
        guard let truth = labels.firstIndex(where: { $0.utf8.elementsEqual(label.utf8) }) else {
            throw EvaluationError.unknownLabel(label: label, place: "\(reference)", labels: labels)
        }
        let prompt = try prompt(text: text, record: reference)
        return LabelledPrompts.Row(
            prompt: ScoredPrompt(prompt: prompt.promptIDs, continuations: prompt.continuations), truth: truth,
            question: text)
    }
}

extension TokenStore {
    /// The documents that the recipe sets aside; nil when validation has a file of its own.
    fileprivate func heldOut(_ settings: ValidationSettings, seed: UInt64) throws(PackingError) -> [Int32]? {
        if let rows = settings.rows { return try heldOutDocuments(rows: rows, seed: seed) }
        guard let fraction = settings.fraction else { return nil }
        return try heldOutDocuments(fraction: fraction, seed: seed)
    }

    /// The store's files, all of one purpose.
    fileprivate func uses(_ purpose: DataUse.Purpose) -> [DataUse] { manifest.sources.map { DataUse(purpose, $0) } }
}
