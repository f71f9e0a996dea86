/// How a file's bytes are cut into records.
enum FileType: Sendable, Equatable {
    case jsonLines
    case jsonArray
    case table(delimiter: UInt8?)
    case text

    static let endings = ".jsonl, .ndjson, .json, .csv, .tsv, .txt, .md, nor one of them followed by .gz or .zst"

    /// Chooses by the ending of the name; a JSON file is looked into, since many of them hold JSON Lines.
    init(path: String) throws(DataError) {
        switch Self.ending(path.split(separator: "/").last.map(String.init) ?? "") {
        case "jsonl", "ndjson", "json": self = try Self.firstByte(path) == UInt8(ascii: "[") ? .jsonArray : .jsonLines
        case "csv": self = .table(delimiter: nil)
        case "tsv": self = .table(delimiter: UInt8(ascii: "\t"))
        case "txt", "text", "md": self = .text
        default: throw .unknownFileType(path: path)
        }
    }

    /// Whether the ending of a file's name is one of a data file.
    static func isKnown(name: String) -> Bool {
        ["jsonl", "ndjson", "json", "csv", "tsv", "txt", "text", "md"].contains(ending(name))
    }

    /// The last ending of a name, or the one before `.gz` or `.zst`; empty without one.
    private static func ending(_ name: String) -> String {
        var parts = name.lowercased().split(separator: ".", omittingEmptySubsequences: false).dropFirst()
        if parts.last == "gz" || parts.last == "zst" { parts.removeLast() }
        return parts.last.map(String.init) ?? ""
    }

    private static func firstByte(_ path: String) throws(DataError) -> UInt8? {
        var buffer = try ByteBuffer(path: path)
        while let byte = try buffer.peek() {
            guard isJSONSpace(byte) else { return byte }
            buffer.position += 1
        }
        return nil
    }
}

func isJSONSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\t")
}
