public import AttuneErrors

/// A line of a chat that cannot be followed.
public enum ChatError: RemediedError, Equatable {
    /// There is no such command.
    case unknownCommand(name: String, nearest: [String])
    /// A command lacks what it works on.
    case missingArgument(command: String, argument: String)
    /// There is no turn to take back.
    case nothingToUndo
    /// A message of several lines does not end.
    case openMessage(line: Int)
    /// A message of several lines has more bytes than are read at once.
    case longMessage(line: Int, most: Int)
    /// The terminal passed on only the beginning of a line.
    case cutLine(bytes: Int)
    /// A conversation would be saved over a file.
    case fileExists(path: String)

    /// What is wrong.
    public var problem: String {
        switch self {
        case .unknownCommand(let name, _): "There is no command /\(name)."
        case .missingArgument(let command, let argument): "/\(command) needs \(argument)."
        case .nothingToUndo: "There is no turn to take back."
        case .openMessage(let line): "The message that begins in line \(line) with \"\"\" does not end."
        case .longMessage(let line, let most): "The message that begins in line \(line) has more than \(most) bytes."
        case .cutLine(let bytes):
            "A terminal passes on at most \(bytes) bytes of a line, and this one was longer; it was not said."
        case .fileExists(let path): "\(path) is there already."
        }
    }

    /// What to do about it.
    public var remedy: String {
        switch self {
        case .unknownCommand(_, let nearest):
            (nearest.isEmpty ? "" : "Did you mean \(nearest.map { "/" + $0 }.joined(separator: " or "))? ")
                + "/help lists the commands; begin the line with // to say a text that begins with /."
        case .missingArgument(let command, let argument): "Write /\(command) \(argument)."
        case .nothingToUndo: "Say something first."
        case .openMessage: "Close it with \"\"\" at the end of a line."
        case .longMessage: "Close it with \"\"\" at the end of a line, or say less at once."
        case .cutLine: "Break it into several lines between \"\"\" and \"\"\", or give it in a pipe."
        case .fileExists: "Give another name, or remove the file."
        }
    }

    /// What was typed is wrong.
    public var failureKind: FailureKind { .usage }
}
