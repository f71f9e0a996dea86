internal import AttuneErrors
public import AttuneFormats
public import AttuneJSON
internal import Foundation

/// A model's weights under their Hugging Face names, wherever they are stored.
public struct WeightSource: Sendable {
    /// The folder or file.
    public let path: String
    /// Whether it is a GGUF file.
    public let isGGUF: Bool
    /// The sizes of the model.
    public let configuration: ModelConfiguration
    /// The `config.json`: the source's own, or one made for a GGUF file.
    public let configurationJSON: JSONValue
    private let tensors: [String: Tensor]

    private struct Tensor {
        let slice: TensorSlice
        let order: RowOrder?
    }

    /// Opens a Hugging Face model folder or a GGUF file.
    ///
    /// - Throws: `WeightError`, or the error of the file that is wrong.
    public init(path: String) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw WeightError.notFound(path: path)
        }
        if isFolder.boolValue { try self.init(folder: path) } else { try self.init(gguf: path) }
    }

    private init(folder: String) throws {
        let configPath = folder + "/config.json"
        guard FileManager.default.fileExists(atPath: configPath) else {
            throw WeightError.noModel(path: folder, missing: "config.json")
        }
        let config = try MappedFile(path: configPath)
        configurationJSON = try withExtendedLifetime(config) { try JSONParser.parse(config.bytes) }
        configuration = try ModelConfiguration(huggingFace: configurationJSON)
        path = folder
        isGGUF = false
        tensors = try Self.folderTensors(folder)
        try checkTensors()
    }

    private init(gguf path: String) throws {
        let file = try GGUFFile(path: path)
        let configuration = try ModelConfiguration(gguf: file)
        var tensors: [String: Tensor] = [:]
        var unknown: [String] = []
        for slice in file.tensors where slice.name != "rope_freqs.weight" {  // read with the configuration
            guard let name = LlamaNames.huggingFace(gguf: slice.name) else {
                unknown.append(slice.name)
                continue
            }
            let heads = LlamaNames.interleavedHeads(gguf: slice.name, configuration)
            tensors[name] = Tensor(slice: slice, order: heads.map(RowOrder.init(headCount:)))
        }
        guard unknown.isEmpty else {
            throw WeightError.unknownTensors(path: path, family: configuration.modelType, names: unknown)
        }
        self.path = path
        isGGUF = true
        self.configuration = configuration
        configurationJSON = configuration.huggingFaceJSON
        self.tensors = tensors
        try checkTensors()
    }

    /// Compares the files with the configuration before anything is allocated by its sizes.
    ///
    /// - Throws: `WeightError` when a weight is missing, has another shape, or is none of the family's.
    private func checkTensors() throws(WeightError) {
        let shapes = configuration.weightShapes
        for (name, shape) in shapes {
            let found = try slice(named: name).slice.shape
            guard found == shape else {
                throw .wrongShape(path: path, name: name, expected: shape, found: found)
            }
        }
        let known = Set(shapes.map(\.name))
        let unknown = names.filter { !known.contains($0) && !isSpare($0) }
        guard unknown.isEmpty else {
            throw .unknownTensors(path: path, family: configuration.modelType, names: unknown)
        }
    }

    /// Whether nobody misses a tensor: a tied head may be stored all the same; buffers of old checkpoints are made anew.
    private func isSpare(_ name: String) -> Bool {
        configuration.tiesEmbeddings && name == "lm_head.weight" || name.hasSuffix("rotary_emb.inv_freq")
    }

    private static func folderTensors(_ folder: String) throws -> [String: Tensor] {
        var tensors: [String: Tensor] = [:]
        let index = folder + "/model.safetensors.index.json"
        if FileManager.default.fileExists(atPath: index) {
            for slice in try ShardIndex(path: index).tensors(in: folder, indexPath: index) {
                tensors[slice.name] = Tensor(slice: slice, order: nil)
            }
            return tensors
        }
        let single = folder + "/model.safetensors"
        guard FileManager.default.fileExists(atPath: single) else {
            throw WeightError.noModel(path: folder, missing: "model.safetensors")
        }
        for slice in try SafetensorsFile(path: single).tensors {
            tensors[slice.name] = Tensor(slice: slice, order: nil)
        }
        return tensors
    }

    /// The names that are there, sorted.
    public var names: [String] { tensors.keys.sorted() }

    /// A tensor and the order of its rows.
    ///
    /// - Throws: `WeightError.missingTensor`.
    public func slice(named name: String) throws(WeightError) -> (slice: TensorSlice, order: RowOrder?) {
        guard let tensor = tensors[name] else {
            throw .missingTensor(path: path, name: name, nearest: nearestNames(to: name, among: names))
        }
        return (tensor.slice, tensor.order)
    }

    /// The type that a saved model has: that of most stored weights, or bfloat16 for quantised ones.
    public var savedType: StorageType {
        var bytes: [StorageType: Int] = [:]
        for tensor in tensors.values { bytes[tensor.slice.storage, default: 0] += tensor.slice.byteRange.count }
        let most = bytes.max { ($0.value, $0.key.rawValue) < ($1.value, $1.key.rawValue) }?.key ?? .bfloat16
        return !isGGUF && [.float32, .bfloat16, .float16].contains(most) ? most : .bfloat16
    }
}
