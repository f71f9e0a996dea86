internal import AttuneFormats
internal import AttuneJSON
internal import AttuneModels
public import AttuneText
internal import Foundation

/// A conversation with a model that remembers its turns.
///
/// A message that cannot be answered is not added; what is in the history stays until it is taken back.
public struct ChatSession {
    /// The turns so far, without the system message.
    public private(set) var messages: [ChatMessage] = []
    /// What the system message says; nil leaves it to the chat template.
    public var system: String?
    private let session: AnswerSession
    private let settings: AnswerSettings

    /// A conversation without a turn.
    public init(_ session: AnswerSession, _ settings: AnswerSettings, system: String? = nil) {
        self.session = session
        self.settings = settings
        self.system = system
    }

    /// A turn of the assistant.
    public struct Turn: Sendable {
        /// What it says.
        public let answer: AnswerSession.Answer
        /// The tokens of the conversation with this turn.
        public let contextTokens: Int
        /// The most tokens of the conversation.
        public let contextLength: Int
        /// Why the answer is not whole; nil when it is.
        public let cut: Cut?
        /// How long the model wrote.
        public let seconds: Double
    }

    /// Why an answer is not whole.
    public enum Cut: Sendable, Equatable {
        /// It was stopped.
        case interrupted
        /// It reached the limit of an answer.
        case limit(Int)
        /// The conversation fills the model's context.
        case contextFull
    }

    /// Adds a message and answers it; `onText` hears the answer as it comes.
    ///
    /// - Throws: `AnswerError.contextFull` when no token of an answer fits, `TemplateError` when the template refuses.
    public mutating func say(
        _ text: String, isInterrupted: () -> Bool = { false }, onText: (String) -> Void = { _ in }
    ) throws -> Turn {
        let asked = messages + [ChatMessage(role: "user", content: text)]
        let prompt = try session.chatPrompt(Self.conversation(system, asked))
        let room = session.contextLength - prompt.count
        guard room > 0 else {
            throw AnswerError.contextFull(conversation: prompt.count, context: session.contextLength)
        }
        var settings = settings
        settings.maxTokens = min(settings.maxTokens, room)
        let start = ContinuousClock.now
        var wasInterrupted = false
        let answer = try session.answer(prompt, settings) {
            wasInterrupted = wasInterrupted || isInterrupted()
            return wasInterrupted
        } onText: {
            onText($0)
        }
        messages = asked + [ChatMessage(role: "assistant", content: answer.text)]
        let full: Cut = room <= self.settings.maxTokens ? .contextFull : .limit(settings.maxTokens)
        return Turn(
            answer: answer, contextTokens: prompt.count + answer.ids.count, contextLength: session.contextLength,
            cut: wasInterrupted ? .interrupted : answer.reason == .length ? full : nil,
            seconds: (ContinuousClock.now - start) / .seconds(1))
    }

    /// Takes back the last message and its answer; false when there is none.
    public mutating func undo() -> Bool {
        guard messages.count >= 2 else { return false }
        messages.removeLast(2)
        return true
    }

    /// Forgets all turns; the system message stays.
    public mutating func reset() { messages = [] }

    /// Writes the conversation as a row of chat data; an existing file is left alone.
    ///
    /// - Throws: `ChatError.fileExists`, `FileError`.
    public func save(to path: String) throws {
        guard !FileManager.default.fileExists(atPath: path) else { throw ChatError.fileExists(path: path) }
        let rows = Self.conversation(system, messages).map { message in
            JSONValue.object([("role", .string(message.role)), ("content", .string(message.content))])
        }
        try AtomicFile.write(JSONValue.object([("messages", .array(rows))]).encoded() + "\n", to: path)
    }

    private static func conversation(_ system: String?, _ messages: [ChatMessage]) -> [ChatMessage] {
        (system.map { [ChatMessage(role: "system", content: $0)] } ?? []) + messages
    }
}
