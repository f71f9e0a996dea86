public import AttuneErrors

/// A training file of another program that cannot become a recipe.
public enum RecipeImportError: RemediedError, Equatable {
    /// No key of the file is one of a known program.
    case unknownTool(path: String)
    /// The file asks for another way of training.
    case notFullFineTuning(place: RecipePlace, key: String, found: String, reason: String)

    /// What is wrong, and where.
    public var problem: String {
        switch self {
        case .unknownTool(let path): "\(path) is no training file of \(Self.tools)."
        case .notFullFineTuning(let place, let key, let found, let reason): "\(place): \(key) is \(found): \(reason)."
        }
    }

    /// What to do about it.
    public var remedy: String {
        switch self {
        case .unknownTool:
            "Name the program with --from, or write the recipe by hand: attune recipes copy first my.yaml."
        case .notFullFineTuning: "Import a file for supervised fine-tuning of all weights, or change that key."
        }
    }

    /// The file on the command line is wrong.
    public var failureKind: FailureKind { .usage }

    private static let tools = ForeignTool.allCases.map(\.name).joined(separator: ", ")
}
