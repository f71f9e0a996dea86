internal import AttuneFormats
internal import Crypto
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
            let file = try MappedFile(path: folder + "/" + name)
            return Entry(name: name, bytes: file.count, sha256: Self.hash(file))
        }
    }

    /// Reads the manifest of a checkpoint and checks every file against it.
    ///
    /// - Throws: `CheckpointError.damaged` naming the first file that differs.
    static func verify(_ folder: String) throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + fileName))
        for entry in try JSONDecoder().decode(Manifest.self, from: data).files {
            guard let file = try? MappedFile(path: folder + "/" + entry.name) else {
                throw CheckpointError.damaged(checkpoint: folder, file: entry.name, reason: "is missing")
            }
            guard file.count == entry.bytes else {
                throw CheckpointError.damaged(
                    checkpoint: folder, file: entry.name, reason: "has \(file.count) bytes instead of \(entry.bytes)")
            }
            guard hash(file) == entry.sha256 else {
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

    private static func hash(_ file: MappedFile) -> String {
        var hasher = SHA256()
        hasher.update(bufferPointer: file.bytes)
        return hasher.finalize().map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }.joined()
    }
}
