internal import Glibc

/// A file that appears under its name whole and on the disk, or not at all.
public final class AtomicFile {
    private let path: String
    private let temporary: String
    private var descriptor: Int32
    /// The bytes written so far.
    private(set) var written = 0

    /// Begins a file beside `path`.
    ///
    /// - Throws: `FileError.cannotWrite`.
    public init(path: String) throws(FileError) {
        self.path = path
        temporary = path + ".partial"
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .cannotWrite(path: path, reason: String(cString: strerror(errno))) }
    }

    deinit { discard() }

    /// Appends bytes.
    public func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        var done = 0
        while done < bytes.count {
            let count = Glibc.write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
            if count < 0 {
                if errno == EINTR { continue }
                throw failure()
            }
            done += count
        }
        written += done
    }

    /// Flushes, renames and flushes the folder; returns the size.
    public func commit() throws(FileError) -> Int {
        guard fsync(descriptor) == 0 else { throw failure() }
        let isClosed = close(descriptor) == 0
        descriptor = -1
        guard isClosed, rename(temporary, path) == 0 else {
            let error = failure()
            unlink(temporary)
            throw error
        }
        Self.flushFolder(of: path)
        return written
    }

    /// Removes what was written, unless it was committed.
    public func discard() {
        guard descriptor >= 0 else { return }
        close(descriptor)
        descriptor = -1
        unlink(temporary)
    }

    /// Writes a whole small file this way.
    public static func write(_ text: String, to path: String) throws(FileError) {
        let file = try AtomicFile(path: path)
        var copy = text
        let outcome: Result<Void, FileError> = copy.withUTF8 { bytes in
            do throws(FileError) { return .success(try file.write(UnsafeRawBufferPointer(bytes))) } catch {
                return .failure(error)
            }
        }
        try outcome.get()
        _ = try file.commit()
    }

    /// Makes renames inside a file's folder survive a power cut.
    static func flushFolder(of path: String) {
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let descriptor = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private func failure() -> FileError { .cannotWrite(path: path, reason: String(cString: strerror(errno))) }
}
