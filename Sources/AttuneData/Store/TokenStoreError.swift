public import AttuneErrors

/// Why a token store cannot be read or written.
///
/// A store is only a cache: callers that meet any of these while reading make it anew from the data.
public enum TokenStoreError: RemediedError, Equatable {
    /// The file does not begin like a token store.
    case notAStore
    /// The file was written by another version of the program.
    case otherVersion(found: Int)
    /// The file belongs to other data, another tokenizer, template or other options.
    case otherKey
    /// The file's parts do not agree with each other.
    case damaged(detail: String)
    /// The file system refused.
    case inaccessible(path: String, reason: String)
    /// A number does not fit the store.
    case tooLarge(detail: String)

    /// What is wrong, and where.
    public var problem: String {
        switch self {
        case .notAStore: "The cached token file is not a token store."
        case .otherVersion(let found): "The cached token file has version \(found)."
        case .otherKey: "The cached token file belongs to other data or settings."
        case .damaged(let detail): "The cached token file is damaged: \(detail)."
        case .inaccessible(let path, let reason): "\(path): \(reason)."
        case .tooLarge(let detail): "The data is too large for a token store: \(detail)."
        }
    }

    /// What to do about it.
    public var remedy: String {
        switch self {
        case .notAStore, .otherVersion, .otherKey, .damaged: "Delete the token cache; it is made again from the data."
        case .inaccessible: "Check the cache folder's permissions and the free disk space."
        case .tooLarge: "Split the data into several files and runs."
        }
    }
}
