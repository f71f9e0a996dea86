public import AttuneErrors

/// A line of a chat that cannot be followed.
public enum ChatError: RemediedError, Equatable {
    /// There is no such command.
    case unknownCommand(name: String, nearest: [String])
    /// A command lacks what it works on.
    case missingArgument(command: String, argument: String)
    /// There is no turn to take back.
    case nothingToUndo
    /// A conversation would be saved over a file.
    case fileExists(path: String)

    /// What is wrong.
    public var problem: String {
        switch self {
        case .unknownCommand(let name, _): "There is no command /\(name)."
        case .missingArgument(let command, let argument): "/\(command) needs \(argument)."
        case .nothingToUndo: "There is no turn to take back."
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
        case .fileExists: "Give another name, or remove the file."
        }
    }

    /// What was typed is wrong.
    public var failureKind: FailureKind { .usage }
}
