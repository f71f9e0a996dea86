public import AttuneErrors
internal import AttuneJSON

/// The index of a sharded model: which file of the folder holds which tensor.
public struct ShardIndex: Sendable, Equatable {
    /// The file name of every tensor.
    public let files: [String: String]

    /// Reads `model.safetensors.index.json`.
    ///
    /// - Throws: `FileError`, `JSONError` or `ShardIndexError`; file names that leave the folder are refused.
    public init(path: String) throws {
        let file = try MappedFile(path: path)
        let map = try JSONPath(JSONParser.parse(file.bytes), path: "").at("weight_map")
        var files: [String: String] = [:]
        for (name, value) in try map.object().members {
            guard case .string(let shard) = value else {
                throw ShardIndexError.badName(path: path, name: name, shard: value.typeName)
            }
            let isPlain = !shard.isEmpty && shard != ".." && shard != "." && !shard.utf8.contains(UInt8(ascii: "/"))
                && !shard.utf8.contains(0)
            guard isPlain else { throw ShardIndexError.badName(path: path, name: name, shard: shard) }
            files[name] = shard
        }
        guard !files.isEmpty else { throw ShardIndexError.empty(path: path) }
        self.files = files
    }
}

/// What is wrong with an index.
public enum ShardIndexError: RemediedError, Equatable {
    /// A tensor's file is not a plain name inside the folder.
    case badName(path: String, name: String, shard: String)
    /// There are no tensors.
    case empty(path: String)
    /// A file does not hold a tensor that the index places there.
    case missingTensor(path: String, name: String, shard: String)

    public var problem: String {
        switch self {
        case .badName(let path, let name, let shard):
            "\(path) places the tensor \(name) in \"\(shard)\", which is no plain file name."
        case .empty(let path): "\(path) lists no tensors."
        case .missingTensor(let path, let name, let shard):
            "\(path) places the tensor \(name) in \(shard), which does not have it."
        }
    }

    public var remedy: String { "Fetch the model again; its index and its files do not belong together." }
}
