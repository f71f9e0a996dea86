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

    /// Whether it asks or gives, as opposed to what is learned.
    var isAsking: Bool {
        switch self {
        case .system, .prompt, .tool: true
        case .answer, .document, .label: false
        }
    }
}

/// One text of a row: who says it, where it lies, and what kinds of bytes it holds.
struct TextPart: Sendable {
    let path: TextPath
    let speaker: Speaker
    let text: String
    let traits: TextTraits
    /// Whether a party of a contract is named.
    let namesParty: Bool
    /// Whether the row means something without the text.
    let isOptional: Bool

    init(_ path: TextPath, _ speaker: Speaker, _ text: String, isOptional: Bool = false) {
        self.path = path
        self.speaker = speaker
        self.text = text
        traits = TextTraits(text)
        namesParty = PartyNames.isNamed(in: text)
        self.isOptional = isOptional
    }

    /// The number of code points.
    var characters: Int { traits.contains(.beyondASCII) ? text.scalarCount : text.utf8.count }

    /// The same place with another text.
    func replacing(with text: String) -> TextPart {
        TextPart(path, speaker, text, isOptional: isOptional)
    }
}
