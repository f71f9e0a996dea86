import AttuneFormats
import AttuneJSON
import AttuneModels
import Foundation
import Testing

struct WeightSourceTests {
    static let models = ["llama-tied", "llama-untied-bias", "llama-rope3", "llama-linear"]

    @Test(arguments: models)
    func aGGUFFileGivesTheWeightsOfTheFolder(name: String) throws {
        let folder = try WeightSource(path: WeightFiles.folder(name))
        let file = try WeightSource(path: WeightFiles.gguf(name))
        #expect(file.isGGUF && !folder.isGGUF)
        #expect(file.names == folder.names && file.names.count > 10)
        for name in folder.names {
            let expected = try folder.floats(name)
            #expect(try file.floats(name) == expected, "\(name)")
            #expect(try file.slice(named: name).slice.shape == folder.slice(named: name).slice.shape)
        }
    }

    @Test(arguments: models)
    func aGGUFFileGivesTheConfigurationOfTheFolder(name: String) throws {
        var folder = try WeightSource(path: WeightFiles.folder(name)).configuration
        let file = try WeightSource(path: WeightFiles.gguf(name))
        folder.endTokens.append(3)  // the fixture's end of turn, which only the GGUF file names
        folder.sourceType = nil
        #expect(file.configuration == folder)
        var again = try ModelConfiguration(huggingFace: file.configurationJSON)
        #expect(again.sourceType == .bfloat16)
        again.sourceType = nil
        #expect(again == folder)
    }

    @Test func theConfigurationOfAFolderIsItsOwn() throws {
        let text = try Data(contentsOf: URL(fileURLWithPath: WeightFiles.folder("llama-tied") + "/config.json"))
        let source = try WeightSource(path: WeightFiles.folder("llama-tied"))
        #expect(try source.configurationJSON == JSONParser.parse(Array(text)))
        #expect(source.savedType == .float32)
        #expect(try WeightSource(path: WeightFiles.gguf("llama-tied")).savedType == .bfloat16)
    }

    @Test func shardsGiveTheSameWeights() throws {
        try WeightFiles.withCopy(of: "llama-tied") { folder in
            let whole = try WeightSource(path: folder)
            let before = try whole.names.map { try whole.floats($0) }
            try WeightFiles.shard(folder)
            let sharded = try WeightSource(path: folder)
            #expect(sharded.names == whole.names)
            #expect(try sharded.names.map { try sharded.floats($0) } == before)
        }
    }

    @Test func aMissingTensorIsNamedWithItsNeighbours() throws {
        let source = try WeightSource(path: WeightFiles.folder("llama-tied"))
        let name = "model.layers.0.self_attn.q_prj.weight"
        #expect {
            _ = try source.slice(named: name)
        } throws: { error in
            guard case WeightError.missingTensor(_, name, let nearest) = error else { return false }
            return nearest.first == "model.layers.0.self_attn.q_proj.weight"
        }
    }

    @Test func whatIsNoModelIsRefused() throws {
        #expect(throws: WeightError.notFound(path: "/no/model")) { try WeightSource(path: "/no/model") }
        try WeightFiles.withCopy(of: "llama-tied") { folder in
            try FileManager.default.removeItem(atPath: folder + "/model.safetensors")
            #expect(throws: WeightError.noModel(path: folder, missing: "model.safetensors")) {
                try WeightSource(path: folder)
            }
            try FileManager.default.removeItem(atPath: folder + "/config.json")
            #expect(throws: WeightError.noModel(path: folder, missing: "config.json")) {
                try WeightSource(path: folder)
            }
            try Data("{".utf8).write(to: URL(fileURLWithPath: folder + "/config.json"))
            #expect(throws: JSONError.self) { try WeightSource(path: folder) }
        }
    }

    @Test(arguments: [
        ("vocab_size", 68, "model.embed_tokens.weight", [68, 32]),
        ("vocab_size", 4_000_000, "model.embed_tokens.weight", [4_000_000, 32]),
        ("intermediate_size", 45, "model.layers.0.mlp.gate_proj.weight", [45, 32]),
        ("num_key_value_heads", 4, "model.layers.0.self_attn.k_proj.weight", [32, 32]),
    ])
    func aConfigurationThatLiesIsFoundBeforeAnythingIsAllocated(
        key: String, value: Int64, name: String, shape: [Int]
    ) throws {
        try WeightFiles.withCopy(of: "llama-tied") { folder in
            try WeightFiles.change(folder, key, .integer(value))
            #expect {
                _ = try WeightSource(path: folder)
            } throws: { error in
                if case WeightError.wrongShape(_, name, shape, _) = error { true } else { false }
            }
        }
    }

    @Test func tensorsOfAnotherArchitectureAreFoundBeforeLoading() throws {
        try WeightFiles.withCopy(of: "llama-tied") { folder in
            try WeightFiles.change(folder, "num_hidden_layers", .integer(1))
            #expect {
                _ = try WeightSource(path: folder)
            } throws: { error in
                guard case WeightError.unknownTensors(folder, "llama", let names) = error else { return false }
                return names.count == 9 && names.first == "model.layers.1.input_layernorm.weight"
            }
        }
        let error = WeightError.unknownTensors(path: "m", family: "llama", names: ["a", "b", "c", "d", "e"])
        #expect(error.problem == "m has 5 tensors that the family llama does not use: a, b, c and 2 more.")
        #expect(error.remedy.contains("another architecture"))
    }

    @Test func aLayerTooManyIsAMissingTensor() throws {
        try WeightFiles.withCopy(of: "llama-tied") { folder in
            try WeightFiles.change(folder, "num_hidden_layers", .integer(4096))
            #expect {
                _ = try WeightSource(path: folder)
            } throws: { error in
                guard case WeightError.missingTensor(_, let name, _) = error else { return false }
                return name == "model.layers.2.input_layernorm.weight"
            }
            try WeightFiles.change(folder, "num_hidden_layers", .integer(2))
            try WeightFiles.change(folder, "tie_word_embeddings", .bool(false))
            #expect {
                _ = try WeightSource(path: folder)
            } throws: { error in
                if case WeightError.missingTensor(_, "lm_head.weight", _) = error { true } else { false }
            }
        }
    }
}
