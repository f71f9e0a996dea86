internal import AttuneFormats
internal import Foundation

/// The list of a checkpoint's files with their sizes and hashes.
///
/// It is written last: without it there is no checkpoint.
struct Manifest: Codable, Equatable {
    struct Entry: Codable, Equatable {
        let name: String
        let bytes: Int
        let sha256: String
    }

    static let fileName = "manifest.json"

    var version = 1
    var files: [Entry]

    /// Describes the files that lie in a folder now.
    init(of folder: String) throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        files = try names.filter { $0 != Self.fileName }.map { name in
            let path = folder + "/" + name
            return Entry(name: name, bytes: Self.size(path) ?? 0, sha256: try Self.hash(path))
        }
    }

    /// Reads the manifest of a checkpoint and checks every file against it.
    ///
    /// - Throws: `CheckpointError.damaged` naming the first file that differs.
    static func verify(_ folder: String) throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + fileName))
        for entry in try JSONDecoder().decode(Manifest.self, from: data).files {
            let path = folder + "/" + entry.name
            guard let bytes = size(path) else {
                throw CheckpointError.damaged(checkpoint: folder, file: entry.name, reason: "is missing")
            }
            guard bytes == entry.bytes else {
                throw CheckpointError.damaged(
                    checkpoint: folder, file: entry.name, reason: "has \(bytes) bytes instead of \(entry.bytes)")
            }
            guard try hash(path) == entry.sha256 else {
                throw CheckpointError.damaged(checkpoint: folder, file: entry.name, reason: "has other contents")
            }
        }
    }

    /// Writes the manifest into its folder.
    func write(to folder: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try AtomicFile.write(
            String(decoding: try encoder.encode(self), as: UTF8.self) + "\n", to: folder + "/" + Self.fileName)
    }

    /// The SHA-256 of a file, read through a small buffer: a mapping would count as this process's memory.
    private static func hash(_ path: String) throws -> String {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw FileError.cannotOpen(path: path, reason: String(cString: strerror(errno)))
        }
        defer { try? handle.close() }
        var hasher = SHA256()
        while let part = try handle.read(upToCount: 1 << 20), !part.isEmpty {
            part.withUnsafeBytes { hasher.update($0) }
        }
        return hasher.hexadecimal
    }

    private static func size(_ path: String) -> Int? {
        let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber
        return size?.intValue
    }
}
