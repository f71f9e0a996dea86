internal import AttuneErrors
internal import AttuneFormats
internal import Foundation

/// How a run treats a folder that is there already.
public enum RunMode: Sendable, Equatable {
    /// It must not be there.
    case fresh
    /// Go on from its newest checkpoint, or begin when it has none.
    case resume
    /// Move it aside.
    case overwrite
}

/// The folder of a run, held by this process until the object is gone.
public final class RunFolder {
    /// Its path.
    public let path: String
    /// Where an earlier folder was moved to.
    public let movedAside: String?
    private let lock: Int32

    /// Whether the run in this folder has written its result.
    public var isFinished: Bool {
        FileManager.default.fileExists(atPath: modelPath) && FileManager.default.fileExists(atPath: reportPath)
    }
    /// The folder of the result.
    public var modelPath: String { path + "/model" }
    /// The final report.
    public var reportPath: String { path + "/report.json" }

    /// Makes or takes the folder and locks it.
    ///
    /// - Throws: `CheckpointError.folderExists`, `.locked` or `.cannotWrite`.
    public init(path: String, mode: RunMode) throws {
        self.path = path
        let manager = FileManager.default
        let isThere = manager.fileExists(atPath: path)
        if isThere, mode == .fresh, try !manager.contentsOfDirectory(atPath: path).isEmpty {
            throw CheckpointError.folderExists(path: path)
        }
        if isThere, mode == .overwrite {
            try Self.refuseIfLocked(path)
            movedAside = try AtomicFolder.moveAside(path)
        } else {
            movedAside = nil
        }
        do {
            try manager.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw CheckpointError.cannotWrite(path: path, reason: error.localizedDescription)
        }
        lock = try Self.takeLock(path)
    }

    deinit { close(lock) }

    /// Leaves everything as it was before, when nothing has been written yet: the run could not begin.
    func abandon() throws {
        let manager = FileManager.default
        guard try manager.contentsOfDirectory(atPath: path) == ["run.lock"] else { return }
        try manager.removeItem(atPath: path)
        if let movedAside { try manager.moveItem(atPath: movedAside, toPath: path) }
    }

    private static func takeLock(_ path: String) throws(CheckpointError) -> Int32 {
        let file = path + "/run.lock"
        let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .cannotWrite(path: file, reason: String(cString: strerror(errno))) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw .locked(path: path, holder: holder(file))
        }
        let text = "pid \(getpid()) on \(ProcessInfo.processInfo.hostName)\n"
        ftruncate(descriptor, 0)
        _ = text.withCString { write(descriptor, $0, strlen($0)) }
        return descriptor
    }

    private static func refuseIfLocked(_ path: String) throws(CheckpointError) {
        let file = path + "/run.lock"
        let descriptor = open(file, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw .locked(path: path, holder: holder(file)) }
    }

    private static func holder(_ file: String) -> String {
        let text = FileManager.default.contents(atPath: file).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return text.isEmpty ? "another process" : text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
