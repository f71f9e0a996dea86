/// A conversation rendered for training: what to read, and which bytes the assistant says.
public enum TrainingRendering: Sendable, Equatable {
    /// One text serves for all turns.
    case whole(RenderedChat, turns: [AssistantTurn])
    /// The template writes a turn differently once more messages follow, so every turn has a text of its own.
    ///
    /// Thinking models leave out the reasoning of earlier turns, for example.
    case notPrefixStable([TurnRendering])
}

/// The bytes to train on for one assistant turn.
public struct AssistantTurn: Sendable, Equatable {
    /// Bytes of the rendered text's UTF-8: after the generation prompt, up to and with the end-of-turn token.
    public let range: Range<Int>
    /// The message that the turn renders; nil where a `generation` block holds no message text.
    public let messageIndex: Int?

    /// A turn located elsewhere.
    public init(range: Range<Int>, messageIndex: Int?) {
        self.range = range
        self.messageIndex = messageIndex
    }
}

/// The text of a conversation up to one assistant turn, to be trained on for that turn alone.
public struct TurnRendering: Sendable, Equatable {
    /// The text up to the end of the turn.
    public let chat: RenderedChat
    /// The turn, which ends the text.
    public let turn: AssistantTurn
    /// Whether the text before the turn is exactly the prompt that generation would use.
    public let startsAtPrompt: Bool
}
