internal import Foundation

/// A file's text in pieces, unpacked on the way when the file is gzip, whatever its name says.
struct TextSource {
    private var source: ByteSource
    private let gzip: GzipStream?
    private var first: Data?

    /// Opens a file and looks at its first bytes.
    init(path: String) throws(DataError) {
        var source = try ByteSource(path: path)
        first = try source.next()
        if let first, first.starts(with: GzipStream.magic) {
            gzip = try GzipStream(path: path, first: first)
            self.first = nil
        } else {
            gzip = nil
        }
        self.source = source
    }

    /// The next piece, or nil at the end.
    mutating func next() throws(DataError) -> Data? {
        if let gzip { return try gzip.next(from: &source) }
        if let piece = first {
            first = nil
            return piece
        }
        return try source.next()
    }
}
