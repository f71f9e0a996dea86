public import AttuneErrors

/// A model that the Hugging Face cache has, but not in a usable form.
public enum HubCacheError: RemediedError, Equatable {
    /// Nothing of the model was downloaded.
    case noSnapshot(name: String, folder: String)
    /// Several snapshots and no reference that chooses one.
    case severalSnapshots(name: String, revisions: [String])
    /// No reference and no single snapshot has this name.
    case unknownRevision(name: String, known: [String])
    /// Files of the snapshot link to nothing.
    case brokenLinks(name: String, folder: String, files: [String])

    /// What is wrong, and where.
    public var problem: String {
        switch self {
        case .noSnapshot(let name, let folder): "\(name) has no snapshot in the Hugging Face cache, \(folder)."
        case .severalSnapshots(let name, let revisions):
            "\(name) has \(revisions.count) snapshots in the Hugging Face cache and no main among them."
        case .unknownRevision(let name, _): "\(name): the Hugging Face cache has no such single revision."
        case .brokenLinks(let name, let folder, let files):
            "\(name) is not complete in the Hugging Face cache: \(Self.list(files)) in \(folder) link to nothing."
        }
    }

    /// What to do about it.
    public var remedy: String {
        switch self {
        case .noSnapshot(let name, _), .brokenLinks(let name, _, _):
            "Download it again with the Hub's own program (hf download \(name)), or give the path of a model folder."
        case .severalSnapshots(let name, let revisions):
            "Choose one: \(revisions.prefix(5).map { "\(name)@\($0.prefix(12))" }.joined(separator: ", "))."
        case .unknownRevision(_, let known): "It has: \(Self.list(known))."
        }
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(5).joined(separator: ", ")
        return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
    }
}
