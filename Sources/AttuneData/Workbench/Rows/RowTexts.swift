internal import AttuneJSON
internal import AttuneText

/// The texts of a row by the part they play.
public struct RowTexts: Sendable, Equatable {
    /// What is asked: the messages of the user and of the system, the prompt, or the text to judge; nil in plain text.
    public let prompt: String?
    /// What is learned: the assistant's messages, the completion, the label, or the plain text.
    public let answer: String

    /// Both, prompt first.
    public var whole: String { prompt.map { $0 + "\n" + answer } ?? answer }

    /// Whether both have the same texts, byte for byte.
    func hasSameBytes(as other: RowTexts) -> Bool {
        switch (prompt, other.prompt) {
        case (nil, nil): answer.hasSameBytes(as: other.answer)
        case (let mine?, let theirs?): answer.hasSameBytes(as: other.answer) && mine.hasSameBytes(as: theirs)
        default: false
        }
    }
}

extension RowTexts {
    /// The keys of a row's texts.
    struct Keys: Sendable, Equatable {
        /// The key of the prompt; nil in plain text.
        let prompt: RowKey?
        let answer: RowKey

        /// Digests the texts in a form of theirs.
        init(_ texts: RowTexts, _ form: (String) -> String = { $0 }) {
            prompt = texts.prompt.map { RowKey(form($0)) }
            answer = RowKey(form(texts.answer))
        }

        /// One key of both.
        var joined: RowKey { prompt.map { RowKey($0, answer) } ?? answer }
    }
}

extension Record.Content {
    /// The texts of the row; messages of one part are joined by line breaks.
    public var texts: RowTexts {
        switch self {
        case .completion(let prompt, let completion): RowTexts(prompt: prompt, answer: completion)
        case .text(let text): RowTexts(prompt: nil, answer: text)
        case .classification(let text, let label): RowTexts(prompt: text, answer: label)
        case .conversation(let conversation):
            RowTexts(
                prompt: Self.joined(conversation.messages.filter { $0.role != "assistant" }),
                answer: Self.joined(conversation.messages.filter { $0.role == "assistant" }))
        }
    }

    /// The label of a row that has one.
    public var label: String? {
        if case .classification(_, let label) = self { label } else { nil }
    }

    private static func joined(_ messages: [ChatMessage]) -> String {
        messages.map { message in
            let calls = message.extra["tool_calls"].map { $0.encoded() }
            return [message.content, calls].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "\n")
        }.joined(separator: "\n")
    }
}

/// Which of a row's texts are looked at.
public enum RowPart: String, Sendable, Codable, CaseIterable {
    /// The whole row.
    case row
    /// What is asked.
    case prompt
    /// What is learned.
    case answer

    /// The text; a row without a prompt stands for itself.
    public func text(of content: Record.Content) -> String {
        let texts = content.texts
        switch self {
        case .row: return texts.whole
        case .prompt: return texts.prompt ?? texts.answer
        case .answer: return texts.answer
        }
    }
}
