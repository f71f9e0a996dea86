internal import AttuneFormats
public import AttuneJSON
public import AttuneModels
public import AttuneText

/// A model that answers, with its tokenizer and template.
public struct AnswerSession {
    private let bundle: ModelBundle
    private let decoder: DecoderModel
    private let memory: ContextMemory
    private let context: TemplateContext

    /// A session over an opened and loaded model; what it has read once it does not read again.
    ///
    /// Templates that write the date write that of `time`, which stays the same for all answers.
    public init(bundle: ModelBundle, decoder: DecoderModel, time: TemplateTime = .local) {
        self.bundle = bundle
        self.decoder = decoder
        memory = ContextMemory(decoder)
        context = bundle.templateContext(at: time)
    }

    /// What the model wrote.
    public struct Answer: Sendable, Equatable {
        /// The text, without the stop string that ended it.
        public let text: String
        /// The tokens, those of a stop string included.
        public let ids: [Int32]
        /// Why it ended.
        public let reason: FinishReason

        /// The contract's form.
        public var json: JSONValue {
            .object([
                ("text", .string(text)), ("ids", .array(ids.map { .integer(Int64($0)) })),
                ("finish_reason", .string(reason.rawValue)),
            ])
        }
    }

    /// The most tokens that the model can read and write together.
    public var contextLength: Int { bundle.source.configuration.contextLength }

    /// The tokens of a conversation in the chat template; special tokens typed in it stay plain text.
    ///
    /// - Throws: `AnswerError.noTemplate` for a model without a template, `TemplateError` when it refuses.
    public func chatPrompt(_ messages: [ChatMessage]) throws -> [Int32] {
        guard let template = bundle.chatTemplate else { throw AnswerError.noTemplate(path: bundle.path) }
        let chat = try template.render(messages, addsGenerationPrompt: true, context: context)
        let pieces = chat.pieces.map { TextPiece(text: $0.text, parsesSpecials: $0.origin == .template) }
        return try checked(bundle.tokenizer.tokenizer.encode(pieces, addsSpecialTokens: false).ids)
    }

    /// The tokens of a text to continue.
    public func plainPrompt(_ text: String) throws -> [Int32] {
        try checked(bundle.tokenizer.tokenizer.encode(text, addsSpecialTokens: true))
    }

    private func checked(_ ids: [Int32]) throws -> [Int32] {
        guard !ids.isEmpty else { throw AnswerError.emptyPrompt }
        return ids
    }

    /// Answers a prompt; `onText` hears whole characters as they come, and nothing of a stop string.
    ///
    /// `isInterrupted` is asked after every token and ends the answer where it stands.
    ///
    /// - Throws: `AnswerError.tooLong` when prompt and answer do not fit the model's context, `SamplingError`.
    public func answer(
        _ prompt: [Int32], _ settings: AnswerSettings, isInterrupted: () -> Bool = { false },
        onText: (String) -> Void = { _ in }
    ) throws -> Answer {
        guard prompt.count + settings.maxTokens <= contextLength else {
            throw AnswerError.tooLong(prompt: prompt.count, answer: settings.maxTokens, context: contextLength)
        }
        var stream = bundle.tokenizer.tokenizer.streamingDecoder(skipsSpecials: true)
        var stops = StopStrings(settings.stopStrings)
        var text = ""
        func emit(_ part: String) {
            guard !part.isEmpty else { return }
            text += part
            onText(part)
        }
        let written = try decoder.generate(
            prompt, maxTokens: settings.maxTokens, endTokens: bundle.endTokens, sampling: settings.sampling,
            memory: memory
        ) { token in
            emit(stops.append(stream.append(token) ?? ""))
            return !stops.hasStopped && !isInterrupted()
        }
        emit(stops.append(stream.finish() ?? ""))
        emit(stops.finish())
        return Answer(text: text, ids: written.ids, reason: stops.hasStopped ? .stop : written.reason)
    }
}

/// How an answer is written.
public struct AnswerSettings: Sendable, Equatable {
    /// The most tokens that it may have.
    public var maxTokens = 256
    /// How its tokens are chosen.
    public var sampling = SamplingSettings()
    /// The texts that end it; they are no part of it.
    public var stopStrings: [String] = []

    /// Greedy answers of at most 256 tokens.
    public init() {}
}
