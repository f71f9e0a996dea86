public import AttuneErrors

/// A file that cannot be read or written.
public enum FileError: RemediedError, Equatable {
    /// Opening or mapping failed.
    case cannotOpen(path: String, reason: String)
    /// Writing failed; nothing of the file is left behind.
    case cannotWrite(path: String, reason: String)

    /// What is wrong, and where.
    public var problem: String {
        switch self {
        case .cannotOpen(let path, let reason): "\(path) cannot be read: \(reason)."
        case .cannotWrite(let path, let reason): "\(path) cannot be written: \(reason)."
        }
    }

    /// What to do about it.
    public var remedy: String {
        switch self {
        case .cannotOpen: "Check the path and the permissions."
        case .cannotWrite: "Check the free space and the permissions of the folder."
        }
    }
}
