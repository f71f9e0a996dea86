internal import Foundation

/// A window over a file's bytes that grows at the end and is dropped at the start; a byte order mark is skipped.
struct ByteBuffer {
    /// The bytes read and not dropped yet.
    private(set) var bytes: [UInt8] = []
    /// The first byte not consumed.
    var position = 0

    private let path: String
    private var source: ByteSource
    private var isAtEnd = false

    init(path: String) throws(DataError) {
        self.path = path
        source = try ByteSource(path: path)
        try fill()
        try checkStart()
    }

    /// The number of bytes not consumed that are in memory.
    var available: Int { bytes.count - position }

    /// Drops what was consumed and reads another piece; false at the end of the file.
    @discardableResult
    mutating func fill() throws(DataError) -> Bool {
        if position > 0 {
            bytes.removeFirst(position)
            position = 0
        }
        guard !isAtEnd, let piece = try source.next() else {
            isAtEnd = true
            return false
        }
        bytes.append(contentsOf: piece)
        return true
    }

    /// The byte at the position, read if needed; nil at the end.
    mutating func peek() throws(DataError) -> UInt8? {
        if position < bytes.count { return bytes[position] }
        return try fill() ? bytes[position] : nil
    }

    /// Where a byte next occurs in memory, at or after an index.
    func index(of byte: UInt8, from start: Int) -> Int? {
        bytes.withUnsafeBytes { all in
            guard start < all.count, let base = all.baseAddress,
                let found = memchr(base + start, Int32(byte), all.count - start)
            else { return nil }
            return UnsafeRawPointer(found) - base
        }
    }

    private mutating func checkStart() throws(DataError) {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw .notPlainText(path: path, found: "UTF-16")
        }
        if bytes.starts(with: [0x1F, 0x8B]) { throw .notPlainText(path: path, found: "gzip") }
        if bytes.starts(with: Array("PK\u{3}\u{4}".utf8)) { throw .notPlainText(path: path, found: "zip") }
        if bytes.starts(with: Array("PAR1".utf8)) { throw .notPlainText(path: path, found: "Parquet") }
    }
}
