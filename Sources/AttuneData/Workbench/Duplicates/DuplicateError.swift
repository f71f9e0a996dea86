public import AttuneErrors

/// Why duplicates cannot be looked for.
public enum DuplicateError: RemediedError, Equatable {
    /// A setting is not usable.
    case outOfRange(name: String, value: String)
    /// There are more rows than row numbers.
    case tooManyRows(most: Int)
    /// The folder for temporary files refuses.
    case temporaryFile(folder: String, reason: String)

    /// What is wrong, and where.
    public var problem: String {
        switch self {
        case .outOfRange(let name, let value): "duplicates: \(name) is \(value), which is out of range."
        case .tooManyRows(let most): "The data has more than \(most) rows."
        case .temporaryFile(let folder, let reason): "\(folder): a temporary file cannot be used: \(reason)."
        }
    }

    /// What to do about it.
    public var remedy: String {
        switch self {
        case .outOfRange: "Shingles have 1 to 100 units, bands are 1 to 256 of 1 to 64 hashes, the threshold is 0 to 1."
        case .tooManyRows: "Work on parts of the data."
        case .temporaryFile: "Free space there, or name another folder in TMPDIR."
        }
    }

    /// Settings come from the command line.
    public var failureKind: FailureKind {
        switch self {
        case .outOfRange: .usage
        case .tooManyRows: .data
        case .temporaryFile: .runtime
        }
    }
}
