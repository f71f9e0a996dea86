import AttuneFormats
import AttuneJSON
import Testing

@testable import AttuneReports

/// The parts of a model against sums made by hand.
struct ModelFactsTests {
    /// D 576, F 1536, 30 layers, 9 and 3 heads of 64, V 49152.
    private func configuration(ties: Bool) throws -> ModelConfiguration {
        let text = """
            {"model_type": "llama", "vocab_size": 49152, "hidden_size": 576, "num_hidden_layers": 30,
             "num_attention_heads": 9, "num_key_value_heads": 3, "intermediate_size": 1536, "rms_norm_eps": 1e-5,
             "rope_theta": 100000, "max_position_embeddings": 8192, "tie_word_embeddings": \(ties),
             "hidden_act": "silu"}
            """
        return try ModelConfiguration(huggingFace: JSONParser.parse(text))
    }

    @Test(arguments: [true, false])
    func thePartsAreTheWhole(ties: Bool) throws {
        let model = try configuration(ties: ties)
        let parts = ParameterPart.parts(of: model)
        let counts = Dictionary(uniqueKeysWithValues: parts.map { ($0.key, $0.count) })
        #expect(counts["embedding"] == 49152 * 576)
        #expect(counts["attention"] == 30 * 576 * 64 * 24)
        #expect(counts["feed_forward"] == 30 * 3 * 576 * 1536)
        #expect(counts["norms"] == 30 * 2 * 576)
        #expect(counts["final_norm"] == 576)
        #expect(counts["head"] == (ties ? 0 : 49152 * 576))
        #expect(parts.reduce(0) { $0 + $1.count } == (ties ? 134_515_008 : 134_515_008 + 49152 * 576))
    }
}
