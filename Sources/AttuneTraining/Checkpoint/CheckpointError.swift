public import AttuneErrors

/// A checkpoint or a run's folder that cannot be used.
public enum CheckpointError: RemediedError, Equatable {
    /// A file is not what the manifest says.
    case damaged(checkpoint: String, file: String, reason: String)
    /// The checkpoint was made by another recipe.
    case otherRun(checkpoint: String, what: String)
    /// The output folder is there already.
    case folderExists(path: String)
    /// Another process holds the folder.
    case locked(path: String, holder: String)
    /// The disk has too little room.
    case diskFull(path: String, neededBytes: Int, freeBytes: Int)
    /// The folder cannot be made or changed.
    case cannotWrite(path: String, reason: String)

    /// What is wrong, and where.
    public var problem: String {
        switch self {
        case .damaged(let checkpoint, let file, let reason): "\(checkpoint): \(file) \(reason)."
        case .otherRun(let checkpoint, let what): "\(checkpoint) belongs to another run: \(what) differs."
        case .folderExists(let path): "The output folder \(path) is there already."
        case .locked(let path, let holder): "\(path) is in use by \(holder)."
        case .diskFull(let path, let needed, let free):
            "A checkpoint needs \(Self.gigabytes(needed)) at \(path), \(Self.gigabytes(free)) are free."
        case .cannotWrite(let path, let reason): "\(path) cannot be written: \(reason)."
        }
    }

    /// What to do about it.
    public var remedy: String {
        switch self {
        case .damaged: "Remove that checkpoint and resume from the one before."
        case .otherRun: "Resume with the recipe that the run began with, or choose another output.directory."
        case .folderExists:
            "Add --resume to go on with that run, --overwrite to move it aside, or choose another output.directory."
        case .locked: "Wait for that run, stop it, or choose another output.directory."
        case .diskFull: "Free some space, or lower output.save.keep."
        case .cannotWrite: "Check the permissions and the free space."
        }
    }

    /// Which exit code the failure belongs to.
    public var failureKind: FailureKind {
        switch self {
        case .folderExists, .otherRun: .usage
        default: .runtime
        }
    }

    private static func gigabytes(_ bytes: Int) -> String {
        let tenths = (bytes + 50_000_000) / 100_000_000
        return "\(tenths / 10).\(tenths % 10) GB"
    }
}
