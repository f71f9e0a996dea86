import AttuneErrors
import AttuneFormats
import Foundation
import Testing

struct GGUFConfigurationTests {
    @Test func aFileOfTheReferencesWriterIsRead() throws {
        let found = try ModelConfiguration(gguf: GGUFFile(path: FormatFiles.fixture("llama-untied-bias.gguf")))
        #expect(found.vocabularySize == 101 && found.width == 24 && found.layerCount == 3)
        #expect(found.headCount == 6 && found.keyValueHeadCount == 2 && found.headSize == 10)
        #expect(found.feedForwardWidth == 36 && found.normEpsilon == 1e-6 && found.contextLength == 256)
        #expect(found.rope == RopeConfiguration(theta: 10000, scaling: .none))
        #expect(!found.tiesEmbeddings && found.attentionBias && found.feedForwardBias)
        #expect(found.beginToken == 1 && found.endTokens == [2, 3] && found.padToken == nil && found.sourceType == nil)
    }

    @Test func ropeScalingIsReadOrFoundAgain() throws {
        let linear = try ModelConfiguration(gguf: GGUFFile(path: FormatFiles.fixture("llama-linear.gguf")))
        #expect(linear.rope == RopeConfiguration(theta: 10000, scaling: .linear(factor: 4)))
        let factors = try ModelConfiguration(gguf: GGUFFile(path: FormatFiles.fixture("llama-rope3.gguf")))
        let scaling = RopeScaling.llama3(factor: 8, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalContext: 32)
        #expect(factors.rope == RopeConfiguration(theta: 500, scaling: scaling))
    }

    @Test func factorsOfAnotherKindAreRefused() throws {
        #expect(try scaling(factors: [1, 1]) == RopeScaling.none)
        for factors: [Float] in [[1, 2, 3], [3, 1], [1, .nan], [1, .infinity], [0, 0], [-1, -2]] {
            #expect(throws: ConfigurationError.self) { try scaling(factors: factors) }
        }
    }

    @Test func olderFilesAreRead() throws {
        // Without a vocabulary size, key-value heads, head size and theta.
        let found = try configuration()
        #expect(found.vocabularySize == 7 && found.keyValueHeadCount == 2 && found.headSize == 4)
        #expect(found.rope == RopeConfiguration(theta: 10000, scaling: .none) && found.tiesEmbeddings)
        let linear = try configuration {
            $0["llama.rope.scale_linear"] = GGUFBytes.entry("llama.rope.scale_linear", real: 2)
        }
        #expect(linear.rope.scaling == .linear(factor: 2))
    }

    @Test(arguments: [
        "llama.embedding_length", "llama.block_count", "llama.attention.head_count", "llama.feed_forward_length",
        "llama.attention.layer_norm_rms_epsilon", "llama.context_length", "general.architecture",
    ])
    func aMissingOrMistypedValueIsNamed(key: String) throws {
        for value in [nil, GGUFBytes.entry(key, 9, GGUFBytes.array(4, 0))] {
            #expect {
                _ = try configuration { $0[key] = value }
            } throws: { error in
                if case GGUFError.badMetadata(_, key, _) = error { true } else { false }
            }
        }
    }

    @Test(arguments: [
        ("llama.block_count", UInt32.max), ("llama.attention.head_count", 0), ("llama.attention.head_count_kv", 3),
        ("llama.embedding_length", 0), ("llama.rope.dimension_count", 2), ("llama.expert_count", 8),
        ("llama.vocab_size", 1 << 31), ("tokenizer.ggml.eos_token_id", 7), ("llama.attention.value_length", 8),
        ("llama.attention.key_length", 3), ("llama.attention.head_count", 3),
    ])
    func aSizeThatIsNotPossibleIsRefused(key: String, value: UInt32) throws {
        #expect(throws: ConfigurationError.self) { try configuration { $0[key] = GGUFBytes.entry(key, value) } }
    }

    @Test(arguments: [Float.nan, .infinity, -1])
    func numbersThatAreNoneAreRefused(value: Float) throws {
        for key in ["llama.attention.layer_norm_rms_epsilon", "llama.rope.freq_base", "llama.rope.scale_linear"] {
            #expect(throws: ConfigurationError.self) {
                try configuration { $0[key] = GGUFBytes.entry(key, real: value) }
            }
        }
    }

    @Test func aScalingOrFamilyThatIsNotSupportedIsNamed() throws {
        let key = "llama.rope.scaling.type"
        #expect {
            _ = try configuration { $0[key] = GGUFBytes.entry(key, "yarn") }
        } throws: { error in
            if case ConfigurationError.unsupportedFeature(key, "yarn", _) = error { true } else { false }
        }
        #expect(throws: GGUFError.self) { try configuration { $0[key] = GGUFBytes.entry(key, 7 as UInt32) } }
        #expect(throws: ConfigurationError.unsupportedFamily(name: "mamba", supported: ["llama"])) {
            try configuration { $0["general.architecture"] = GGUFBytes.entry("general.architecture", "mamba") }
        }
    }

    private func configuration(
        factors: [Float] = [], _ change: (inout [String: [UInt8]]) -> Void = { _ in }
    ) throws -> ModelConfiguration {
        var entries = ["general.architecture": GGUFBytes.entry("general.architecture", "llama")]
        let sizes: [(String, UInt32)] = [
            ("embedding_length", 8), ("block_count", 1), ("attention.head_count", 2), ("feed_forward_length", 16),
            ("context_length", 32),
        ]
        for (key, value) in sizes { entries["llama." + key] = GGUFBytes.entry("llama." + key, value) }
        let epsilon = "llama.attention.layer_norm_rms_epsilon"
        entries[epsilon] = GGUFBytes.entry(epsilon, real: 1e-5)
        change(&entries)
        var file = GGUFBytes()
        file.entries = entries.sorted { $0.key < $1.key }.map(\.value)
        file.tensors = [GGUFBytes.tensor("token_embd.weight", [8, 7])]
        file.data = [UInt8](repeating: 0, count: 8 * 7 * 4)
        if !factors.isEmpty {
            file.tensors.append(GGUFBytes.tensor("rope_freqs.weight", [UInt64(factors.count)], offset: 224))
            file.data += factors.flatMap { GGUFBytes.number($0.bitPattern) }
        }
        return try FormatFiles.with(file.bytes) { try ModelConfiguration(gguf: GGUFFile(path: $0)) }
    }

    private func scaling(factors: [Float]) throws -> RopeScaling { try configuration(factors: factors).rope.scaling }
}
