import AttuneData
import AttuneModels
import AttuneNN
import AttuneTensor
import AttuneTestSupport
import AttuneTraining
import Foundation
import Testing

/// An adapter that PEFT made, with the numbers that PEFT computes with it.
struct PEFTAdapter: CustomTestStringConvertible {
    static let all = [
        PEFTAdapter(name: "all-linear", base: "llama-untied-bias"),
        PEFTAdapter(name: "rank-stabilised", base: "llama-tied"),
    ]

    let name: String
    let base: String
    var testDescription: String { name }

    var path: String { Fixture.root + "/adapters/" + name }
    func source() throws -> WeightSource { try WeightSource(path: Fixture.root + "/models/" + base) }
    func reference() throws -> Fixture { try Fixture("adapters/\(name)/reference.safetensors") }

    /// The base model with the adapter beside it; of the adapters only they train.
    func load(_ type: DType = .float32) throws -> DecoderModel {
        let model = try DecoderModel.load(source(), computeType: type)
        try AdapterFolder(path: path).attach(to: model)
        for parameter in model.store.parameters { parameter.isTrainable = parameter.role == .adapter }
        return model
    }

    func batch() throws -> Batch {
        let fixture = try reference()
        var batch = Batch()
        batch.ids = try fixture.integers("batch.ids")
        batch.positions = try fixture.integers("batch.positions")
        batch.targets = try fixture.integers("batch.targets")
        batch.weights = try fixture.floats("batch.weights")
        batch.documentOffsets = try fixture.integers("batch.offsets")
        batch.rows = (0..<Int32(batch.documentOffsets.count - 1)).map { $0 }
        return batch
    }

    /// The logits of all rows of the batch.
    func logits(_ model: DecoderModel) throws -> Tensor {
        let batch = try batch()
        let context = try model.documentContext(positions: batch.positions, batch.layout)
        return try model.head.logits(model.hidden(batch.ids, context))
    }
}

/// Calls `body` with an empty folder that goes away afterwards.
func withTemporaryFolder(_ body: (String) throws -> Void) throws {
    let path = NSTemporaryDirectory() + "attune-adapter-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
}
