import AttuneFormats
import AttuneJSON
import AttuneModels
import AttuneTestSupport
import Foundation

@testable import AttuneTraining

/// A folder with a model of 60,000 weights, a tokenizer and a chat template, and room for data and runs.
struct TinyJob {
    let path: String

    /// Makes the folder, whose model has this weight in its last norm, hands it over and removes it.
    static func withFolder(
        finalNorm: Float = 1, layers: Int = 2, storage: StorageType = .float32, _ body: (TinyJob) throws -> Void
    ) throws {
        let job = TinyJob(path: NSTemporaryDirectory() + "attune-job-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(atPath: job.path) }
        try job.writeModel(finalNorm, layers: layers, storage)
        try body(job)
    }

    /// A recipe for this folder with these lines more; `FOLDER` in it is the folder.
    func recipe(_ lines: String) throws -> Recipe {
        let text = "model: { path: FOLDER/model, precision: fp32 }\noutput: { directory: FOLDER/run }\n" + lines
        return try RecipeReader.read(text: text.replacing("FOLDER", with: path))
    }

    /// Writes a data file.
    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/" + name))
    }

    /// Trains, and returns the report and all events.
    func train(_ recipe: Recipe) throws -> (report: RunReport?, events: [RunEvent]) {
        var events: [RunEvent] = []
        let report = try TrainingJob(recipe: recipe).run(until: StopFlag()) { events.append($0) }
        return (report, events)
    }

    private func writeModel(_ finalNorm: Float, layers: Int, _ storage: StorageType) throws {
        let folder = path + "/model"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let original = try String(contentsOfFile: Fixture.root + "/models/llama-tied/config.json", encoding: .utf8)
        let configuration = original.replacing("\"vocab_size\": 67", with: "\"vocab_size\": 900")
            .replacing("\"num_hidden_layers\": 2", with: "\"num_hidden_layers\": \(layers)")
        try write("model/config.json", configuration)
        try FileManager.default.copyItem(
            atPath: Fixture.root + "/tokenizers/smollm.json", toPath: folder + "/tokenizer.json")
        try FileManager.default.copyItem(
            atPath: Fixture.root + "/templates/chatml.jinja", toPath: folder + "/chat_template.jinja")
        let layout = ModelLayout(try ModelConfiguration(huggingFace: JSONParser.parse(configuration)))
        let tensors = layout.entries.enumerated().map { index, entry in
            let norm: Float? = entry.group == .finalNorm ? finalNorm : entry.shape.count == 1 ? 1 : nil
            let values = (0..<entry.elementCount).map { place -> Float in
                norm ?? Float((place * 7919 + index * 104_729) % 1009) / 5045 - 0.1
            }
            return TensorRecord(name: entry.name, storage: storage, shape: entry.shape) { consume in
                guard storage == .bfloat16 else { return try values.withUnsafeBytes(consume) }
                try values.map { UInt16($0.bitPattern >> 16) }.withUnsafeBytes(consume)
            }
        }
        try SafetensorsWriter.write(to: folder + "/model.safetensors", tensors)
    }
}
