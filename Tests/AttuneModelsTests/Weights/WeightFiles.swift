import AttuneFormats
import AttuneJSON
import AttuneModels
import Foundation
import Testing

/// The fixtures of the weights, and copies that a test may change.
enum WeightFiles {
    private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Fixtures").path

    static func folder(_ name: String) -> String { fixtures + "/models/" + name }
    static func gguf(_ name: String) -> String { fixtures + "/formats/" + name + ".gguf" }

    /// Calls `body` with an empty folder that goes away afterwards.
    static func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("attune-" + UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    /// Calls `body` with a copy of a model folder.
    static func withCopy(of name: String, _ body: (String) throws -> Void) throws {
        try withFolder { folder in
            for file in ["config.json", "model.safetensors"] {
                try FileManager.default.copyItem(atPath: Self.folder(name) + "/" + file, toPath: folder + "/" + file)
            }
            try body(folder)
        }
    }

    /// Sets a value of the configuration.
    static func change(_ folder: String, _ key: String, _ value: JSONValue) throws {
        let path = folder + "/config.json"
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        guard case .object(var object) = try JSONParser.parse(Array(data)) else {
            Issue.record("\(path) is no object")
            return
        }
        object[key] = value
        try AtomicFile.write(JSONValue.object(object).encoded(), to: path)
    }

    /// Replaces the weights by two shards and an index.
    static func shard(_ folder: String) throws {
        let single = folder + "/model.safetensors"
        let tensors = try SafetensorsFile(path: single).tensors
        var map = JSONObject()
        for part in 0..<2 {
            let shard = "model-0000\(part + 1)-of-00002.safetensors"
            let records = tensors.indices.filter { $0 % 2 == part }.map { index in
                let slice = tensors[index]
                map[slice.name] = .string(shard)
                return TensorRecord(name: slice.name, storage: slice.storage, shape: slice.shape) { consume in
                    try slice.withBytes(consume)
                }
            }
            try SafetensorsWriter.write(to: folder + "/" + shard, records)
        }
        try FileManager.default.removeItem(atPath: single)
        let index = JSONValue.object(JSONObject([("weight_map", .object(map))])).encoded()
        try AtomicFile.write(index, to: single + ".index.json")
    }
}

extension WeightSource {
    /// A weight as float32.
    func floats(_ name: String) throws -> [Float] {
        let (slice, order) = try slice(named: name)
        var values = [Float](repeating: .nan, count: slice.elementCount)
        _ = try values.withUnsafeMutableBytes { try slice.decode(to: .float32, into: $0, rowOrder: order) }
        return values
    }
}
