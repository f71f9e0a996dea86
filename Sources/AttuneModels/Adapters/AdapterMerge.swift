public import AttuneFormats
public import AttuneJSON
internal import AttuneNN
internal import AttuneTensor
internal import Foundation

/// Turns a base model and its adapter into one whole model folder.
///
/// Sums are made in float32 from the exact stored weights and rounded once, to the stored type; tensors without an adapter
/// keep their numbers.
public struct AdapterMerge: Sendable {
    /// The folder that was made.
    public let folder: String
    /// The adapted layers.
    public let layers: Int
    /// What all adapters share.
    public let settings: AdapterSettings
    /// The type of the base model's weights.
    public let sourceType: StorageType
    /// The type of the merged weights.
    public let storedType: StorageType
    /// The bytes of the folder's model files.
    public let bytes: Int

    /// Merges the adapter that a bundle was opened with into a new folder; `type` nil keeps the base's.
    ///
    /// - Throws: `AdapterError.outputExists`, `AdapterError.missingFile` for a bundle without an adapter.
    public init(_ bundle: ModelBundle, to folder: String, type: StorageType? = nil) throws {
        guard let adapter = bundle.adapter else {
            throw AdapterError.missingFile(folder: bundle.path, file: AdapterFolder.configurationFile)
        }
        guard !FileManager.default.fileExists(atPath: folder) else { throw AdapterError.outputExists(path: folder) }
        let source = bundle.source
        let stored = type ?? source.savedType
        let model = try bundle.load(computeType: .float32)
        let layers = try withoutGradients { try model.mergeAdapters() }
        let prompt = (0..<Int32(min(16, source.configuration.vocabularySize))).map { $0 }
        bytes = try ModelFolder.make(folder, of: model, from: bundle, type: stored, prompt: prompt)
        self.folder = folder
        self.layers = layers
        settings = adapter.settings
        sourceType = source.savedType
        storedType = stored
    }

    /// What was done, in one sentence a line.
    public var lines: [String] {
        [
            "Merged \(layers) layers (rank \(settings.rank), scale \(settings.scale)) into \(folder).",
            "Sums in float32 from the exact stored weights, rounded once to \(storedType.rawValue); "
                + "every other tensor keeps its numbers.",
        ]
    }

    /// The same for machines.
    public var json: JSONValue {
        let members: [(key: String, value: JSONValue)] = [
            ("model", .string(folder)), ("layers", .integer(Int64(layers))), ("rank", .integer(Int64(settings.rank))),
            ("scale", .number(settings.scale)), ("source_dtype", .string(sourceType.rawValue)),
            ("dtype", .string(storedType.rawValue)), ("bytes", .integer(Int64(bytes))),
        ]
        return .object(JSONObject(members))
    }
}
