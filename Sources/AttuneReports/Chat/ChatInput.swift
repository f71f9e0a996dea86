internal import AttuneErrors

/// What a line of a chat asks for.
public enum ChatInput: Sendable, Equatable {
    /// A message to the model.
    case say(String)
    /// Lists the commands.
    case help
    /// Forgets the turns.
    case reset
    /// Sets the system message, takes it away (an empty text) or shows it (nil).
    case system(String?)
    /// Writes the conversation to a file.
    case save(String)
    /// Takes back the last turn.
    case undo
    /// Ends the chat.
    case quit

    /// The commands, as `/help` lists them.
    public static let commands: [(usage: String, meaning: String)] = [
        ("/help", "lists the commands"),
        ("/system TEXT", "sets the system message; without TEXT it is shown, - takes it away"),
        ("/undo", "takes back the last message and its answer"),
        ("/reset", "forgets all turns; the system message stays"),
        ("/save FILE", "writes the conversation as a row of chat data, ready to train on"),
        ("/quit", "ends the chat"),
    ]

    /// How a message of several lines is written, as `/help` says it.
    public static let severalLines = (usage: "\"\"\"", meaning: "opens a message of several lines, and closes it")

    /// Reads what was said: a message between quotes is never a command.
    ///
    /// - Throws: `ChatError` for a command that is none, or lacks its argument.
    public init(_ line: ChatLine) throws(ChatError) {
        switch line {
        case .typed(let text): try self.init(line: text)
        case .block(let text): self = .say(text)
        }
    }

    /// Reads a line; `//` at its beginning stands for a `/` that is meant.
    ///
    /// - Throws: `ChatError` for a command that is none, or lacks its argument.
    public init(line: String) throws(ChatError) {
        guard line.hasPrefix("/"), !line.hasPrefix("//") else {
            self = .say(line.hasPrefix("//") ? String(line.dropFirst()) : line)
            return
        }
        let parts = line.dropFirst().split(separator: " ", maxSplits: 1)
        let name = parts.first.map(String.init) ?? ""
        let words = Self.withoutOuterSpaces(parts.dropFirst().first ?? "")
        switch name {
        case "help", "?": self = .help
        case "reset": self = .reset
        case "undo": self = .undo
        case "quit", "exit", "bye": self = .quit
        case "system": self = .system(words.isEmpty ? nil : words == "-" ? "" : words)
        case "save":
            guard !words.isEmpty else { throw .missingArgument(command: "save", argument: "FILE") }
            self = .save(words)
        default:
            let names = Self.commands.map { String($0.usage.dropFirst().prefix { $0 != " " }) }
            throw .unknownCommand(name: name, nearest: nearestNames(to: name, among: names, limit: 2))
        }
    }

    private static func withoutOuterSpaces(_ text: Substring) -> String {
        var text = text.drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
