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
        let limits = JSONLimits(depth: 8, values: 1_500_000)
        let index = try withExtendedLifetime(file) { try JSONParser.parse(file.bytes, limits: limits) }
        let map = try JSONPath(index).at("weight_map")
        var files: [String: String] = [:]
        for (name, value) in try map.object().members {
            guard case .string(let shard) = value else {
                throw ShardIndexError.badName(path: path, name: name, shard: value.typeName)
            }
            guard Self.isPlain(shard) else { throw ShardIndexError.badName(path: path, name: name, shard: shard) }
            files[name] = shard
        }
        guard !files.isEmpty else { throw ShardIndexError.empty(path: path) }
        self.files = files
    }

    /// Whether a name stays inside the folder: no separator, no URL, no control character.
    private static func isPlain(_ shard: String) -> Bool {
        let isSpecial = shard == "." || shard == ".." || shard.utf8.contains { $0 == UInt8(ascii: "/") }
        return !isSpecial && tensorNameFault(shard, mostBytes: 255) == nil
    }

    /// The tensors of the files, checked against the index.
    ///
    /// - Throws: `ShardIndexError`, or the error of a file.
    public func tensors(in folder: String, indexPath: String) throws -> [TensorSlice] {
        let groups = Dictionary(grouping: files.keys) { files[$0] ?? "" }
        var tensors: [TensorSlice] = []
        for (shard, names) in groups.sorted(by: { $0.key < $1.key }) {
            let found = try SafetensorsFile(path: folder + "/" + shard).tensors
            if let stray = found.first(where: { files[$0.name] != shard }) {
                throw ShardIndexError.strayTensor(path: indexPath, name: stray.name, shard: shard)
            }
            let present = Set(found.map(\.name))
            if let missing = names.sorted().first(where: { !present.contains($0) }) {
                throw ShardIndexError.missingTensor(path: indexPath, name: missing, shard: shard)
            }
            tensors += found
        }
        return tensors
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
    /// A file holds a tensor that the index places elsewhere or nowhere.
    case strayTensor(path: String, name: String, shard: String)

    /// What is wrong, and where.
    public var problem: String {
        switch self {
        case .badName(let path, let name, let shard):
            "\(path) places the tensor \(name) in \"\(shard)\", which is no plain file name."
        case .empty(let path): "\(path) lists no tensors."
        case .missingTensor(let path, let name, let shard):
            "\(path) places the tensor \(name) in \(shard), which does not have it."
        case .strayTensor(let path, let name, let shard):
            "\(shard) holds the tensor \(name), which \(path) does not place there."
        }
    }

    /// What to do about it.
    public var remedy: String { "Fetch the model again; its index and its files do not belong together." }
}
