public import AttuneErrors

/// A recipe that cannot be had.
public enum RecipeLibraryError: RemediedError, Equatable {
    /// The folder of recipes is not where it should be.
    case noFolder
    /// There is no recipe of this name.
    case unknown(name: String, nearest: [String])
    /// The file to write is there already.
    case targetExists(path: String)
    /// Beside the file to write lies another one under the name of data that the recipe takes.
    case otherCompanion(path: String, recipe: String)

    /// What is wrong, and where.
    public var problem: String {
        switch self {
        case .noFolder: "The folder with the program's recipes was not found."
        case .unknown(let name, _): "There is no recipe named \(name)."
        case .targetExists(let path): "\(path) is there already."
        case .otherCompanion(let path, let recipe):
            "\(path) is there already and differs from the file of this name that \(recipe) takes."
        }
    }

    /// What to do about it.
    public var remedy: String {
        switch self {
        case .noFolder: "Name it in ATTUNE_RECIPES, or run the program from its checkout."
        case .unknown(_, let nearest):
            nearest.isEmpty ? "See `attune recipes list`." : "Closest: \(nearest.joined(separator: ", "))."
        case .targetExists: "Give another name."
        case .otherCompanion: "Copy the recipe into another folder, or give that file another name."
        }
    }

    /// The command line is wrong.
    public var failureKind: FailureKind { .usage }
}
