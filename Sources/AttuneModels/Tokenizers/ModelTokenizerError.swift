public import AttuneErrors

/// A model without a usable tokenizer.
public enum ModelTokenizerError: RemediedError, Equatable {
    /// Nothing is at the path.
    case notFound(path: String)
    /// The folder has no `tokenizer.json`.
    case noTokenizer(folder: String)
    /// A text file is not UTF-8.
    case notText(path: String)

    /// What is wrong, with the path.
    public var problem: String {
        switch self {
        case .notFound(let path): "There is no model at \(path)."
        case .noTokenizer(let folder): "\(folder) has no tokenizer.json."
        case .notText(let path): "\(path) is no text in UTF-8."
        }
    }

    /// What to do about it.
    public var remedy: String {
        switch self {
        case .notFound: "Check the path; attune models lists what the cache holds."
        case .noTokenizer:
            "Copy tokenizer.json of the model into the folder; a model with tokenizer.model alone must be converted first."
        case .notText: "Fetch the file again; the copy is damaged."
        }
    }
}
