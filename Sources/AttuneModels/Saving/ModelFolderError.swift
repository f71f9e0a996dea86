public import AttuneErrors

/// A model folder that is not what was saved.
public enum ModelFolderError: RemediedError, Equatable {
    /// Something reads back differently.
    case differs(folder: String, what: String)

    /// What is wrong, and where.
    public var problem: String {
        switch self {
        case .differs(let folder, let what): "\(folder) does not read back as it was saved; different: \(what)."
        }
    }

    /// What to do about it.
    public var remedy: String { "Check the disk and its free space, then resume the run." }
}
