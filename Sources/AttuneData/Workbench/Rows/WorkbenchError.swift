public import AttuneErrors

/// Why rows cannot be chosen, sorted or written.
public enum WorkbenchError: RemediedError, Equatable {
    /// The output is there already.
    case outputExists(path: String)
    /// The output would take the place of an input.
    case outputIsInput(path: String)
    /// The output has an ending that does not say JSON Lines.
    case outputEnding(path: String)
    /// The same file is named twice.
    case sameFileTwice(path: String)
    /// A file is not what it was when its rows were counted.
    case changedWhileReading(path: String)
    /// The files' rows have formats that do not go together in one file.
    case mixedFormats(formats: [String])
    /// An option has a value that cannot be used.
    case badOption(name: String, value: String, expected: String)
    /// A row lacks the field that rows are grouped or sorted by.
    case missingField(field: String, row: RecordReference, nearest: [String])
    /// Nothing would be left.
    case nothingLeft(what: String)

    /// What is wrong, and where.
    public var problem: String {
        switch self {
        case .outputExists(let path): "\(path) is there already."
        case .outputIsInput(let path): "\(path) is read and cannot be written at the same time."
        case .outputEnding(let path): "\(path): rows are written as JSON Lines, and the name does not end in .jsonl."
        case .sameFileTwice(let path): "\(path) is named twice."
        case .changedWhileReading(let path): "\(path) changed while it was read."
        case .mixedFormats(let formats): "The files hold \(formats.joined(separator: " and ")), which one file cannot."
        case .badOption(let name, let value, let expected): "\(name) is \"\(excerpt(of: value))\", not \(expected)."
        case .missingField(let field, let row, _): "\(row): the row has no field named \(excerpt(of: field))."
        case .nothingLeft(let what): "\(what)."
        }
    }

    /// What to do about it.
    public var remedy: String {
        switch self {
        case .outputExists: "Name another output, or add --overwrite."
        case .outputIsInput: "Name another output."
        case .outputEnding: "Name a file that ends in .jsonl."
        case .sameFileTwice: "Name each file once; `attune data mix` takes --weights."
        case .changedWhileReading: "Run the command again when nothing writes the file."
        case .mixedFormats: "Work on them one by one, and list them as sources of the recipe."
        case .badOption(let name, _, _): "Correct \(name); --help shows an example."
        case .missingField(_, _, let nearest):
            nearest.isEmpty
                ? "Name a field that every row has." : "Closest names: \(nearest.joined(separator: ", "))."
        case .nothingLeft: "Change the options."
        }
    }

    /// The data is wrong where rows are; else the command line is.
    public var failureKind: FailureKind {
        switch self {
        case .changedWhileReading: .runtime
        case .mixedFormats, .missingField, .nothingLeft: .data
        default: .usage
        }
    }
}
