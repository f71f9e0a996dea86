internal import AttuneText

extension Record.Content {
    /// The characters whose script is counted.
    private static let scriptCharacters = 1000

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

    /// The script of most letters; nil without letters.
    var script: WritingScript? { ScriptShares(spokenText, limit: Self.scriptCharacters).dominant }
}

extension LanguageIdentifier {
    /// The code of a row's language; nil when it is not sure.
    func language(of content: Record.Content) -> String? {
        guard let found = identify(content.spokenText), found.confidence >= Self.leastConfidence else { return nil }
        return found.code
    }
}
