internal import Foundation

/// What unpacks a file while it is read.
protocol Unpacker: AnyObject {
    /// The next unpacked piece, or nil at the end; a file that is damaged or breaks off is an error.
    func next(from source: inout ByteSource) throws(DataError) -> Data?
}

/// A file's text in pieces, unpacked on the way when the file is gzip or Zstandard, whatever its name says.
struct TextSource {
    private var source: ByteSource
    private let unpacker: (any Unpacker)?
    private var first: Data?

    /// Opens a file and looks at its first bytes.
    init(path: String) throws(DataError) {
        var source = try ByteSource(path: path)
        first = try source.next()
        if let first { unpacker = try Self.unpacker(path: path, first: first) } else { unpacker = nil }
        if unpacker != nil { first = nil }
        self.source = source
    }

    /// The next piece, or nil at the end.
    mutating func next() throws(DataError) -> Data? {
        if let unpacker { return try unpacker.next(from: &source) }
        if let piece = first {
            first = nil
            return piece
        }
        return try source.next()
    }

    private static func unpacker(path: String, first: Data) throws(DataError) -> (any Unpacker)? {
        if first.starts(with: GzipStream.magic) { return try GzipStream(path: path, first: first) }
        return ZstdStream.begins(first) ? ZstdStream(path: path, first: first) : nil
    }
}
