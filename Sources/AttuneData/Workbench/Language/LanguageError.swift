public import AttuneErrors

/// Why languages cannot be told apart.
public enum LanguageError: RemediedError, Equatable {
    /// The profiles are not there.
    case noProfiles(folder: String)
    /// A file of the profiles cannot be used.
    case badProfile(path: String, reason: String)

    /// What is wrong, and where.
    public var problem: String {
        switch self {
        case .noProfiles(let folder): "\(folder): there are no language profiles."
        case .badProfile(let path, let reason): "\(path) is no language profile: \(reason)."
        }
    }

    /// What to do about it.
    public var remedy: String {
        switch self {
        case .noProfiles: "Fetch them once with scripts/fetch languages."
        case .badProfile: "Delete their folder, then fetch them again with scripts/fetch languages."
        }
    }
}
