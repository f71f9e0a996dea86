public import AttuneErrors
public import AttuneJSON
public import AttuneModels
internal import AttuneFormats
internal import AttuneText
internal import Foundation

/// A model that answers, with its tokenizer and template.
public struct AnswerSession {
    private let bundle: ModelBundle
    private let decoder: DecoderModel

    /// A session over an opened and loaded model.
    public init(bundle: ModelBundle, decoder: DecoderModel) {
        self.bundle = bundle
        self.decoder = decoder
    }

    /// What the model wrote.
    public struct Answer: Sendable {
        /// The text.
        public let text: String
        /// The tokens.
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

    /// The tokens of a user's message in the chat template; special tokens typed in it stay plain text.
    ///
    /// - Throws: `AnswerError.noTemplate` for a model without a template.
    public func chatPrompt(_ text: String, system: String? = nil) throws -> [Int32] {
        guard let template = bundle.chatTemplate else { throw AnswerError.noTemplate(path: bundle.path) }
        var messages = [ChatMessage(role: "user", content: text)]
        if let system { messages.insert(ChatMessage(role: "system", content: system), at: 0) }
        let chat = try template.render(messages, addsGenerationPrompt: true, context: bundle.templateContext)
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

    /// Answers a prompt; `onText` hears whole characters as they come.
    ///
    /// - Throws: `AnswerError.tooLong` when prompt and answer do not fit the model's context.
    public func answer(
        _ prompt: [Int32], maxTokens: Int, sampling: SamplingSettings, onText: (String) -> Void = { _ in }
    ) throws -> Answer {
        let context = bundle.source.configuration.contextLength
        guard prompt.count + maxTokens <= context else {
            throw AnswerError.tooLong(prompt: prompt.count, answer: maxTokens, context: context)
        }
        var stream = bundle.tokenizer.tokenizer.streamingDecoder(skipsSpecials: true)
        var text = ""
        func emit(_ part: String?) {
            guard let part else { return }
            text += part
            onText(part)
        }
        let written = try decoder.generate(
            prompt, maxTokens: maxTokens, endTokens: bundle.endTokens, sampling: sampling
        ) { token in
            emit(stream.append(token))
            return true
        }
        emit(stream.finish())
        return Answer(text: text, ids: written.ids, reason: written.reason)
    }
}

/// A prompt that cannot be answered.
public enum AnswerError: RemediedError, Equatable {
    /// The model has no chat template.
    case noTemplate(path: String)
    /// The prompt has no token.
    case emptyPrompt
    /// Prompt and answer are longer than the context.
    case tooLong(prompt: Int, answer: Int, context: Int)

    /// What is wrong, and where.
    public var problem: String {
        switch self {
        case .noTemplate(let path): "\(path) has no chat template."
        case .emptyPrompt: "The prompt is empty."
        case .tooLong(let prompt, let answer, let context):
            "The prompt has \(prompt) tokens and the answer may have \(answer); the model's context holds \(context)."
        }
    }

    /// What to do about it.
    public var remedy: String {
        switch self {
        case .noTemplate: "Add --raw to continue the text itself."
        case .emptyPrompt: "Give --prompt TEXT, or text on standard input."
        case .tooLong: "Shorten the prompt, or lower --max-tokens."
        }
    }

    /// The command line is wrong.
    public var failureKind: FailureKind { .usage }
}

/// Text that is piped into the program.
public enum StandardInput {
    /// All of it, without the last line feed.
    public static func text() throws -> String {
        let data = FileHandle.standardInput.readDataToEndOfFile()
        guard let text = String(validating: data, as: UTF8.self) else {
            throw TextLinesError.notText(path: "standard input", line: 1)
        }
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }
}
