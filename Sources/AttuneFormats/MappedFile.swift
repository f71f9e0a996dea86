internal import AttuneErrors
internal import Glibc

/// A file mapped into memory for reading; unmapped when the last slice of it is gone.
public final class MappedFile: Sendable {
    /// The path that it was opened by.
    public let path: String
    /// The size in bytes.
    public let count: Int
    private let address: UInt

    /// Maps a regular file.
    ///
    /// - Throws: `FileError` when it cannot be opened.
    public init(path: String) throws(FileError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)  // a pipe without a writer must not block
        guard descriptor >= 0 else { throw .cannotOpen(path: path, reason: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .cannotOpen(path: path, reason: "it is not a regular file")
        }
        self.path = path
        count = Int(status.st_size)
        guard count > 0 else {
            address = 0
            return
        }
        let mapping = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0)
        guard let mapping, mapping != MAP_FAILED else {
            throw .cannotOpen(path: path, reason: String(cString: strerror(errno)))
        }
        address = UInt(bitPattern: mapping)
    }

    deinit {
        guard count > 0 else { return }
        munmap(UnsafeMutableRawPointer(bitPattern: address), count)
    }

    /// Gives the memory of bytes that were read back to the system; they come from the file again when they are needed.
    ///
    /// Pages that the range shares with its neighbours stay.
    func forget(_ range: Range<Int>) {
        let page = Int(getpagesize())
        let first = (range.lowerBound + page - 1) / page * page
        let end = range.upperBound / page * page
        guard first < end, let place = UnsafeMutableRawPointer(bitPattern: address) else { return }
        madvise(place + first, end - first, MADV_DONTNEED)
    }

    /// The bytes; valid as long as this object lives.
    public var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: address), count: count)
    }
}
