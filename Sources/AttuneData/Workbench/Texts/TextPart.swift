/// Who says a text of a row.
public enum Speaker: String, Sendable, Codable {
    /// The system message.
    case system
    /// What is asked or given.
    case prompt
    /// What is learned.
    case answer
    /// The result of a tool.
    case tool
    /// Plain text, learned as a whole.
    case document
    /// The label of a classification row.
    case label
}

/// One text of a row: who says it, where it lies, and what kinds of bytes it holds.
struct TextPart: Sendable {
    let path: TextPath
    let speaker: Speaker
    let text: String
    let traits: TextTraits

    init(_ path: TextPath, _ speaker: Speaker, _ text: String) {
        self.path = path
        self.speaker = speaker
        self.text = text
        traits = TextTraits(text)
    }

    /// The same place with another text.
    func replacing(with text: String) -> TextPart { TextPart(path, speaker, text) }
}
