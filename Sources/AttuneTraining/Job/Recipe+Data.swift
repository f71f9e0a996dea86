public import AttuneData
public import AttuneModels
internal import AttuneTensor
internal import AttuneText

// What the recipe's words mean to the data targets.

extension Recipe {
    /// The one way from records to tokens: for training, measuring and showing.
    ///
    /// Where data is only looked at, `limitsLength` may be false: then a record may have any number of tokens.
    public func makeEncoder(for bundle: ModelBundle, limitsLength: Bool = true) throws -> SampleEncoder {
        var options = encodingOptions
        if !limitsLength { options.maxLength = nil }
        return try makeEncoder(for: bundle, options)
    }

    /// The same way with other options.
    func makeEncoder(for bundle: ModelBundle, _ options: EncodingOptions) throws -> SampleEncoder {
        try SampleEncoder(
            tokenizer: bundle.tokenizer.tokenizer, template: bundle.chatTemplate,
            context: bundle.templateContext(at: data.date), options: options)
    }

    /// The training sources.
    public var trainingSources: [DataSource] { data.train.map(DataSource.init) }

    /// The training sources, and the files for validation and test, with what their rows are for.
    public var checkedSources: [CheckedSource] {
        var sources = trainingSources.map { CheckedSource($0) }
        if let source = data.validation.flatMap(DataSource.init) {
            sources.append(CheckedSource(source, split: .validation))
        }
        if let test = data.test { sources.append(CheckedSource(DataSource(test), split: .test)) }
        return sources
    }

    /// How records become samples.
    var encodingOptions: EncodingOptions {
        EncodingOptions(
            maxLength: data.maxLength, onOverlong: OverlongHandling(rawValue: data.onOverlong.rawValue) ?? .error,
            lossOn: data.lossOn.supervision, classification: data.classification?.task)
    }

    /// How samples become steps of a run that computes in `type`.
    func packingOptions(for type: DType) -> PackingOptions {
        PackingOptions(
            maxLength: data.maxLength, stepSize: packingStepSize(for: type), packing: data.packing,
            shuffle: data.shuffle, seed: UInt64(training.seed), sharesBeginnings: drawsNothingByToken)
    }

    /// Whether equal tokens of two documents have equal rows: noise and dropout are drawn for each anew.
    private var drawsNothingByToken: Bool {
        training.neftuneAlpha == 0 && (strategy.lora?.dropout ?? 0) == 0
    }

    /// The most tokens of one micro-batch of a run that computes in `type`; from 2^31 on no memory holds them.
    func microBatchTokens(for type: DType) -> Int {
        switch packingStepSize(for: type) {
        case .tokens(_, let perMicroBatch): return min(perMicroBatch, 1 << 31)
        case .documents(let count, _):
            let (tokens, overflow) = count.multipliedReportingOverflow(by: data.maxLength)
            return overflow ? 1 << 31 : min(tokens, 1 << 31)
        }
    }

    private func packingStepSize(for type: DType) -> PackingOptions.StepSize {
        switch training.stepSize {
        case .documents(let perMicroBatch, let microBatches):
            return .documents(perMicroBatch: perMicroBatch, microBatches: microBatches)
        case .tokens(let perStep):
            // So many rows fill the products of a processor; more only cost memory. In bfloat16 a second micro-batch
            // would cost as much for wide gradients as it saves on activations.
            let filling = training.optimizerInBackward ? perStep : type == .float32 ? 1024 : 2048
            let automatic = min(perStep, max(data.maxLength, filling))
            if case .count(let count) = training.microBatchTokens {
                return .tokens(perStep: perStep, perMicroBatch: count)
            }
            return .tokens(perStep: perStep, perMicroBatch: automatic)
        }
    }
}

extension LossScope {
    fileprivate var supervision: SupervisionScope {
        switch self {
        case .assistant: .assistant
        case .last: .last
        case .all: .all
        case .promptWeight(let weight): .promptWeight(weight)
        }
    }
}

extension ClassificationSettings {
    /// The task as the data targets know it.
    public var task: ClassificationTask {
        ClassificationTask(text: text, label: label, instruction: instruction, labels: labels)
    }
}

extension DataFormat {
    fileprivate var record: RecordFormat? { RecordFormat(rawValue: rawValue) }
}

extension DataSource {
    /// A training source.
    init(_ settings: SourceSettings) {
        self.init(
            path: settings.path, format: settings.format.record, weight: settings.weight, fields: settings.fields)
    }

    /// The validation's file; nil when it is a fraction of the training rows.
    init?(_ settings: ValidationSettings) {
        guard let path = settings.path else { return nil }
        self.init(path: path, format: settings.format.record, fields: settings.fields)
    }

    /// The test's file.
    init(_ settings: TestSettings) {
        self.init(path: settings.path, format: settings.format.record, fields: settings.fields)
    }
}
