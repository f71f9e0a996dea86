internal import Foundation

/// A temporary file of numbers that has no name, so that nothing is left behind however the process ends.
final class SpillFile {
    private static let bufferBytes = 1 << 16

    private let folder: String
    private let descriptor: Int32
    private var pending: [UInt8] = []
    private var written = 0

    init(folder: String) throws(DuplicateError) {
        self.folder = folder
        var template = Array((folder + "/attune-XXXXXX").utf8CString)
        descriptor = mkstemp(&template)
        guard descriptor >= 0 else {
            throw .temporaryFile(folder: folder, reason: String(cString: strerror(errno)))
        }
        unlink(template)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    deinit { close(descriptor) }

    /// The bytes appended.
    var count: Int { written + pending.count }

    /// Appends the bytes of numbers.
    func append<Number: BitwiseCopyable>(_ numbers: [Number]) {
        numbers.withUnsafeBytes { pending.append(contentsOf: $0) }
    }

    /// Appends a number's bytes.
    func append(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number) { pending.append(contentsOf: $0) }
    }

    /// Writes out what is waiting, when there is enough of it.
    func flushIfLarge() throws(DuplicateError) {
        if pending.count >= Self.bufferBytes { try flush() }
    }

    /// Numbers, or plain structures of them, from a place in the file.
    func numbers<Number: BitwiseCopyable>(at offset: Int, count: Int) throws(DuplicateError) -> [Number] {
        let bytes = count * MemoryLayout<Number>.stride
        if offset + bytes > written { try flush() }
        var failure: DuplicateError?
        let numbers = [Number](unsafeUninitializedCapacity: count) { buffer, initialized in
            failure = read(at: offset, into: UnsafeMutableRawBufferPointer(buffer))
            initialized = failure == nil ? count : 0
        }
        if let failure { throw failure }
        return numbers
    }

    private func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) -> DuplicateError? {
        var done = 0
        while done < buffer.count {
            let place = off_t(offset + done)
            let count = pread(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done, place)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return failure(count == 0 ? "it is too short" : String(cString: strerror(errno))) }
            done += count
        }
        return nil
    }

    private func flush() throws(DuplicateError) {
        var done = 0
        while done < pending.count {
            let count = pending.withUnsafeBytes { bytes in
                pwrite(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, off_t(written + done))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure(String(cString: strerror(errno))) }
            done += count
        }
        written += done
        pending.removeAll(keepingCapacity: true)
    }

    private func failure(_ reason: String) -> DuplicateError { .temporaryFile(folder: folder, reason: reason) }
}
