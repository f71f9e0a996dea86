public import AttuneErrors

/// What can be wrong with a tokenizer or with a text for it.
public enum TokenizerError: RemediedError, Equatable {
    /// A component or a setting that this library does not carry out. The path is that of the JSON value.
    case unsupported(path: String, value: String, supported: [String])
    /// A value of the wrong kind, or one that is missing.
    case invalidValue(path: String, expected: String)
    /// Two tokens share an id, or an id is out of range.
    case invalidTokenID(token: String, id: Int)
    /// A token is there under two ids, where only one may have it.
    case repeatedToken(token: String, ids: [Int])
    /// A merge names a token that the vocabulary lacks.
    case unknownMergeToken(merge: Int, token: String)
    /// An added token has another id in the vocabulary.
    case conflictingAddedToken(token: String, id: Int, vocabularyID: Int)
    /// A special role names a token that does not exist.
    case unknownToken(String, role: String)
    /// The text has more bytes than can be counted here.
    case textTooLong(bytes: Int)

    /// What is wrong, with the JSON path.
    public var problem: String {
        switch self {
        case .unsupported(let path, let value, _): "The tokenizer needs \(value) at \(path), which is not supported."
        case .invalidValue(let path, let expected):
            "The tokenizer has no usable value at \(path): expected \(expected)."
        case .invalidTokenID(let token, let id):
            "The token \(token.debugDescription) has the id \(id), which is taken or out of range."
        case .repeatedToken(let token, let ids):
            "The token \(token.debugDescription) is there under the ids \(ids.map(String.init).joined(separator: " and "))."
        case .unknownMergeToken(let merge, let token):
            "Merge \(merge) of the tokenizer needs the token \(token.debugDescription), which the vocabulary lacks."
        case .conflictingAddedToken(let token, let id, let vocabularyID):
            "The added token \(token.debugDescription) has the id \(id), but \(vocabularyID) in the vocabulary."
        case .unknownToken(let token, let role): "The \(role) \(token.debugDescription) is no token of the tokenizer."
        case .textTooLong(let bytes): "A text of \(bytes) bytes is too long to encode in one piece."
        }
    }

    /// What to do about it.
    public var remedy: String {
        switch self {
        case .unsupported(_, _, let supported):
            supported.isEmpty
                ? "Use a model with a byte-level or byte-fallback BPE tokenizer."
                : "Supported here: \(supported.joined(separator: ", "))."
        case .invalidValue, .invalidTokenID, .repeatedToken, .unknownMergeToken, .conflictingAddedToken:
            "Fetch the tokenizer files of the model again; these are damaged or were edited."
        case .unknownToken: "Correct the token's name in tokenizer_config.json, or fetch the file again."
        case .textTooLong: "Split the text into parts below 2 GiB."
        }
    }
}
