internal import AttuneFormats
internal import Foundation

/// A file that grows under another name, survives an interruption, and appears under its own name when it is whole.
final class ResumableFile {
    private let path: String
    private let descriptor: Int32
    private var pending: [UInt8] = []
    /// The bytes written, those waiting included.
    private(set) var size: Int

    /// Where the file grows.
    static func unfinishedPath(_ path: String) -> String { path + ".unfinished" }

    /// Begins a file, or goes on after some bytes of an unfinished one.
    ///
    /// - Throws: `FileError.cannotWrite`, `CleaningError.damaged` when fewer bytes than that are there.
    init(path: String, resumingAt size: Int?) throws {
        self.path = path
        self.size = size ?? 0
        let unfinished = Self.unfinishedPath(path)
        let start = size == nil ? O_TRUNC | O_CREAT : 0
        descriptor = open(unfinished, O_RDWR | O_CLOEXEC | start, 0o644)
        guard descriptor >= 0 else {
            if size != nil { throw CleaningError.damaged(path: unfinished) }
            throw FileError.cannotWrite(path: unfinished, reason: String(cString: strerror(errno)))
        }
        let found = lseek(descriptor, 0, SEEK_END)
        guard found >= self.size else { throw CleaningError.damaged(path: unfinished) }
        guard ftruncate(descriptor, off_t(self.size)) == 0, lseek(descriptor, 0, SEEK_END) >= 0 else { throw failure() }
    }

    deinit { close(descriptor) }

    /// Appends a line.
    func append(line: some Sequence<UInt8>) throws {
        let before = pending.count
        pending.append(contentsOf: line)
        pending.append(UInt8(ascii: "\n"))
        size += pending.count - before
        if pending.count >= 1 << 20 { try flush() }
    }

    /// Brings everything to the disk.
    func synchronise() throws {
        try flush()
        guard fsync(descriptor) == 0 else { throw failure() }
    }

    /// Gives the file its own name.
    func finish() throws {
        try synchronise()
        guard rename(Self.unfinishedPath(path), path) == 0 else { throw failure() }
    }

    /// Removes the unfinished file.
    func discard() { unlink(Self.unfinishedPath(path)) }

    private func flush() throws {
        var done = 0
        while done < pending.count {
            let count = pending.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress.map { $0 + done }, $0.count - done)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure() }
            done += count
        }
        pending.removeAll(keepingCapacity: true)
    }

    private func failure() -> FileError {
        .cannotWrite(path: Self.unfinishedPath(path), reason: String(cString: strerror(errno)))
    }
}
