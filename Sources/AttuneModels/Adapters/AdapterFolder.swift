internal import AttuneErrors
internal import AttuneFormats
internal import AttuneJSON
internal import AttuneNN
internal import AttuneTensor
internal import Foundation

/// A LoRA adapter on disk in PEFT's layout: `adapter_config.json` and `adapter_model.safetensors`.
public struct AdapterFolder: Sendable {
    /// The folder.
    public let path: String
    /// What all adapters share.
    public let settings: AdapterSettings
    /// The base model that the configuration names; nil when it names none.
    public let baseName: String?
    /// The two matrices of each layer, in the order of the layers' names.
    let matrices: [(module: String, down: TensorSlice, up: TensorSlice)]

    static let configurationFile = "adapter_config.json"
    static let weightFile = "adapter_model.safetensors"
    /// What PEFT puts before the names of the base model's layers.
    static let prefix = "base_model.model."
    static let suffixes = (down: ".lora_A.weight", up: ".lora_B.weight")

    /// Whether a folder is an adapter and not a model.
    public static func isAdapter(_ path: String) -> Bool {
        let manager = FileManager.default
        return manager.fileExists(atPath: path + "/" + configurationFile)
            && !manager.fileExists(atPath: path + "/config.json")
    }

    /// Opens an adapter.
    ///
    /// - Throws: `AdapterError`, or the error of the file that is wrong.
    public init(path: String) throws {
        for file in [Self.configurationFile, Self.weightFile]
        where !FileManager.default.fileExists(atPath: path + "/" + file) {
            throw AdapterError.missingFile(folder: path, file: file)
        }
        let configurationPath = path + "/" + Self.configurationFile
        let file = try MappedFile(path: configurationPath)
        let json = try withExtendedLifetime(file) { try JSONParser.parse(file.bytes) }
        let configuration = AdapterConfiguration(json: JSONPath(json), path: configurationPath)
        self.path = path
        settings = try configuration.settings()
        baseName = try configuration.baseName()
        matrices = try Self.matrices(path + "/" + Self.weightFile)
    }

    /// The number of adapted layers.
    public var layerCount: Int { matrices.count }

    private static func matrices(_ path: String) throws -> [(module: String, down: TensorSlice, up: TensorSlice)] {
        var found: [String: (down: TensorSlice?, up: TensorSlice?)] = [:]
        for slice in try SafetensorsFile(path: path).tensors {
            guard slice.name.hasPrefix(prefix) else { throw AdapterError.unknownTensor(path: path, name: slice.name) }
            let name = slice.name.dropFirst(prefix.count)
            if name.hasSuffix(suffixes.down) {
                found[String(name.dropLast(suffixes.down.count)), default: (nil, nil)].down = slice
            } else if name.hasSuffix(suffixes.up) {
                found[String(name.dropLast(suffixes.up.count)), default: (nil, nil)].up = slice
            } else {
                throw AdapterError.unknownTensor(path: path, name: slice.name)
            }
        }
        guard !found.isEmpty else { throw AdapterError.empty(path: path) }
        return try found.sorted { $0.key < $1.key }.map { module, pair in
            guard let down = pair.down, let up = pair.up else {
                throw AdapterError.incomplete(path: path, module: module)
            }
            return (module, down, up)
        }
    }

    /// Attaches the adapters to a loaded base model, frozen weights and all.
    ///
    /// - Throws: `AdapterError` when a layer is not there or has another size; the model is of no use then.
    public func attach(to model: DecoderModel) throws {
        let file = path + "/" + Self.weightFile
        let sizes = Dictionary(uniqueKeysWithValues: model.linearParts.map { ($0.part.module, $0.part.weight.shape) })
        for (module, down, up) in matrices {
            guard let size = sizes[module] else { throw AdapterError.unknownTensor(path: file, name: down.name) }
            for (slice, shape) in [(down, [settings.rank, size[1]]), (up, [size[0], settings.rank])]
            where slice.shape != shape {
                throw AdapterError.wrongShape(path: file, name: slice.name, expected: shape, found: slice.shape)
            }
        }
        let slices = Dictionary(uniqueKeysWithValues: matrices.map { ($0.module, ($0.down, $0.up)) })
        try model.attachAdapters(settings, to: matrices.map(\.module)) { module, adapter in
            guard let (down, up) = slices[module] else { return }
            try adapter.set(down: down.decoded(), up: up.decoded())
        }
    }
}

extension TensorSlice {
    /// The stored numbers as float32.
    fileprivate func decoded() throws -> Tensor {
        let tensor = try Tensor.empty(shape, .float32)
        _ = try tensor.withMutableBytes { try decode(to: .float32, into: $0) }
        return tensor
    }
}
