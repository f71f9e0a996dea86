public import AttuneErrors

/// Why rows cannot be cleaned.
public enum CleaningError: RemediedError, Equatable {
    /// A rule is not in the catalogue.
    case unknownRule(name: String)
    /// An unfinished cleaning lies there, and nobody said whether to go on with it.
    case unfinished(path: String)
    /// There is nothing to go on with.
    case nothingToResume(path: String)
    /// The unfinished cleaning was of other files, or by another recipe.
    case changedSince(path: String, what: String)
    /// The unfinished files are shorter than their record says, or the record says what cannot be.
    case damaged(path: String)
    /// Somebody asked to stop.
    case stopped(rows: Int)

    /// What is wrong, and where.
    public var problem: String {
        switch self {
        case .unknownRule(let name): "There is no cleaning rule named \(excerpt(of: name))."
        case .unfinished(let path): "An unfinished cleaning lies beside \(path)."
        case .nothingToResume(let path): "There is no unfinished cleaning of \(path)."
        case .changedSince(let path, let what): "\(path): \(what) changed since the cleaning was interrupted."
        case .damaged(let path): "\(path) is not what it was when the cleaning was interrupted."
        case .stopped(let rows): "Stopped after \(rows) rows; what is done is kept."
        }
    }

    /// What to do about it.
    public var remedy: String {
        switch self {
        case .unknownRule(let name):
            nearestNames(to: name, among: CleaningCatalog.kinds.map(\.name)).first.map { "Did you mean \($0)?" }
                ?? "`attune data clean --rules` lists the rules."
        case .unfinished: "Add --resume to go on with it, or --overwrite to begin again."
        case .nothingToResume: "Leave out --resume."
        case .changedSince, .damaged: "Begin again with --overwrite."
        case .stopped: "Go on with --resume."
        }
    }

    /// The command line is wrong, unless the files are.
    public var failureKind: FailureKind {
        switch self {
        case .damaged, .stopped: .runtime
        default: .usage
        }
    }
}
