internal import Foundation

/// A window over a file's bytes that grows at the end and is dropped at the start; a byte order mark is skipped.
struct ByteBuffer {
    /// The bytes read and not dropped yet.
    private(set) var bytes: [UInt8] = []
    /// The first byte not consumed.
    var position = 0

    private let path: String
    private var source: TextSource
    private var isAtEnd = false

    init(path: String) throws(DataError) {
        self.path = path
        source = try TextSource(path: path)
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
        for (magic, name) in Self.foreignStarts where bytes.starts(with: magic) {
            throw .notPlainText(path: path, found: name)
        }
    }

    /// What files of other kinds begin with.
    private static let foreignStarts: [(magic: [UInt8], name: String)] = [
        ([0xFF, 0xFE], "UTF-16"), ([0xFE, 0xFF], "UTF-16"), (GzipStream.magic, "gzip inside of gzip"),
        (Array("PK\u{3}\u{4}".utf8), "zip"), (Array("PAR1".utf8), "Parquet"), (Array("BZh".utf8), "bzip2"),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "xz"), (ZstdStream.magic, "Zstandard inside of a packed file"),
        (Array("ARROW1".utf8), "Arrow"), (Array("SQLite format 3\u{0}".utf8), "a SQLite database"),
    ]
}
