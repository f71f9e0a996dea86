internal import AttuneText

extension Record.Content {
    /// The text that tells the language and the script of a row: what is learned, or what is asked where that is a label
    /// or nothing but calls of tools.
    var spokenText: String {
        switch self {
        case .completion(_, let completion): return completion
        case .text(let text), .classification(let text, _): return text
        case .conversation(let conversation):
            let answers = conversation.messages.filter { $0.role == "assistant" && !isBlank($0.content) }
            return (answers.isEmpty ? conversation.messages : answers).map(\.content).joined(separator: "\n")
        }
    }
}

extension WritingScript {
    /// The characters whose script is counted.
    private static let countedCharacters = 1000

    /// The script of most letters at the beginning of a text; nil without letters.
    init?(of text: String) {
        guard let script = ScriptShares(text, limit: Self.countedCharacters).dominant else { return nil }
        self = script
    }
}

extension LanguageIdentifier {
    /// The code of a text's language; nil when it is not sure.
    func language(of text: String) -> String? {
        guard let found = identify(text), found.confidence >= Self.leastConfidence else { return nil }
        return found.code
    }
}
