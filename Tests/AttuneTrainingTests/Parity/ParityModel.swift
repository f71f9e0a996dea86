import AttuneData
import AttuneModels
import AttuneNN
import AttuneTensor
import AttuneTestSupport
import AttuneTraining
import Testing

/// A tiny model with the numbers that transformers computes with it.
struct ParityModel: CustomTestStringConvertible {
    static let all = ["llama-untied-bias", "llama-tied", "llama-rope3", "llama-linear"].map(ParityModel.init)

    let name: String
    var testDescription: String { name }

    func load(_ type: DType = .float32, _ keeping: WeightKeeping = .exact) throws -> DecoderModel {
        try DecoderModel.load(
            WeightSource(path: Fixture.root + "/models/" + name), computeType: type, keeping: { _ in keeping })
    }

    func reference() throws -> Fixture { try Fixture("models/\(name)/reference.safetensors") }

    func batch(_ prefix: String = "batch") throws -> Batch {
        let fixture = try reference()
        var batch = Batch()
        batch.ids = try fixture.integers(prefix + ".ids")
        batch.positions = try fixture.integers(prefix + ".positions")
        batch.targets = try fixture.integers(prefix + ".targets")
        batch.weights = try fixture.floats(prefix + ".weights")
        batch.documentOffsets = try fixture.integers(prefix + ".offsets")
        batch.rows = (0..<Int32(batch.documentOffsets.count - 1)).map { $0 }
        return batch
    }
}

/// The reference's five batches, again and again.
struct CyclingBatches: StepSource {
    let batches: [Batch]
    var stepsPerEpoch: Int { batches.count }
    func microBatches(at cursor: DataCursor) -> [Batch] { [batches[cursor.position]] }
    func rowName(_ row: Int32) -> String { "row \(row)" }
}
