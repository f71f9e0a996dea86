import AttuneFormats
import AttuneModels
import AttuneTensor
import AttuneTestSupport
import Foundation

@testable import AttuneReports

/// A model folder of two small blocks with sine-filled weights, the tests' SmolLM tokenizer and a chat template.
struct TinyChatModel: ~Copyable {
    let folder: URL

    static let contextLength = 256

    static let template =
        "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
        + "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"

    init(template: String? = TinyChatModel.template) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "chat-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let fixtures = URL(filePath: Fixture.root)
        try FileManager.default.copyItem(
            at: fixtures.appending(path: "tokenizers/smollm.json"), to: folder.appending(path: "tokenizer.json"))
        let config = try String(
            contentsOf: fixtures.appending(path: "models/llama-tied/config.json"), encoding: .utf8)
        try write("config.json", config.replacing("\"vocab_size\": 67", with: "\"vocab_size\": 900"))
        try write("generation_config.json", #"{"eos_token_id": 2}"#)
        if let template { try write("chat_template.jinja", template) }
        try SafetensorsWriter.write(to: folder.path + "/model.safetensors", Self.weights)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func bundle() throws -> ModelBundle { try ModelBundle(path: folder.path) }

    func session() throws -> AnswerSession {
        let bundle = try bundle()
        return AnswerSession(bundle: bundle, decoder: try bundle.load(computeType: .float32))
    }

    private func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: folder.appending(path: name))
    }

    private static var weights: [TensorRecord] {
        let block: [(String, [Int])] = [
            ("input_layernorm", [32]), ("post_attention_layernorm", [32]), ("self_attn.q_proj", [32, 32]),
            ("self_attn.k_proj", [16, 32]), ("self_attn.v_proj", [16, 32]), ("self_attn.o_proj", [32, 32]),
            ("mlp.gate_proj", [44, 32]), ("mlp.up_proj", [44, 32]), ("mlp.down_proj", [32, 44]),
        ]
        let names =
            [("model.embed_tokens", [900, 32]), ("model.norm", [32])]
            + (0..<2).flatMap { layer in block.map { ("model.layers.\(layer).\($0.0)", $0.1) } }
        return names.enumerated().map { number, tensor in
            let values = (0..<tensor.1.reduce(1, *)).map { Float(sin(Double($0 * $0 % 9973) * 0.7 + Double(number))) }
            return TensorRecord(name: tensor.0 + ".weight", storage: .float32, shape: tensor.1) { body in
                try values.withUnsafeBytes { try body($0) }
            }
        }
    }
}
