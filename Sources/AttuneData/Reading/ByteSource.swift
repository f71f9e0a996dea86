internal import Foundation

/// A file's bytes in pieces of a megabyte, so that no file has to fit into memory.
struct ByteSource {
    private static let pieceBytes = 1 << 20

    private let path: String
    private let file: FileHandle

    /// Opens a file.
    init(path: String) throws(DataError) {
        self.path = path
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { throw .notFound(path: path) }
        guard !isFolder.boolValue else { throw .unreadable(path: path, reason: "it is a folder") }
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw .unreadable(path: path, reason: String(cString: strerror(errno)))
        }
        self.file = file
    }

    /// The next piece, or nil at the end.
    mutating func next() throws(DataError) -> Data? {
        do {
            guard let piece = try file.read(upToCount: Self.pieceBytes), !piece.isEmpty else { return nil }
            return piece
        } catch {
            throw .unreadable(path: path, reason: "\(error)")
        }
    }
}
