public import AttuneErrors

/// A prompt that cannot be answered.
public enum AnswerError: RemediedError, Equatable {
    /// The model has no chat template.
    case noTemplate(path: String)
    /// The prompt has no token.
    case emptyPrompt
    /// Prompt and answer are longer than the context.
    case tooLong(prompt: Int, answer: Int, context: Int)
    /// A conversation leaves no room for an answer.
    case contextFull(conversation: Int, context: Int)

    /// What is wrong, and where.
    public var problem: String {
        switch self {
        case .noTemplate(let path): "\(path) has no chat template: it is a base model, not one that converses."
        case .emptyPrompt: "The prompt is empty."
        case .tooLong(let prompt, let answer, let context):
            "The prompt has \(prompt) tokens and the answer may have \(answer); the model's context holds \(context)."
        case .contextFull(let conversation, let context):
            "The context is full: the conversation would have \(conversation) tokens, and the model holds \(context)."
        }
    }

    /// What to do about it.
    public var remedy: String {
        switch self {
        case .noTemplate:
            "Continue the text itself with `attune generate MODEL --raw`, or take the instruct version of the model."
        case .emptyPrompt: "Give --prompt TEXT, or text on standard input."
        case .tooLong: "Shorten the prompt, or lower --max-tokens."
        case .contextFull: "Take back turns with /undo, or begin again with /reset; the message was not added."
        }
    }

    /// The command line is wrong.
    public var failureKind: FailureKind { .usage }
}
