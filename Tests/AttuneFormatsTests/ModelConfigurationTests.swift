import AttuneFormats
import AttuneJSON
import Foundation
import Testing

struct ModelConfigurationTests {
    /// The sizes of SmolLM2-135M in the style of transformers 4.
    static let four = """
        {"architectures": ["LlamaForCausalLM"], "attention_bias": false, "bos_token_id": 1, "eos_token_id": 2,
        "hidden_act": "silu", "hidden_size": 576, "intermediate_size": 1536, "max_position_embeddings": 8192,
        "mlp_bias": false, "model_type": "llama", "num_attention_heads": 9, "num_hidden_layers": 30,
        "num_key_value_heads": 3, "pad_token_id": 2, "rms_norm_eps": 1e-05, "rope_scaling": null, "rope_theta": 100000,
        "tie_word_embeddings": true, "torch_dtype": "bfloat16", "vocab_size": 49152}
        """
    /// The same in the style of transformers 5.
    static let five = """
        {"architectures": ["LlamaForCausalLM"], "dtype": "bfloat16", "head_dim": 64, "bos_token_id": 1,
        "eos_token_id": [2], "hidden_size": 576, "intermediate_size": 1536, "max_position_embeddings": 8192,
        "model_type": "llama", "num_attention_heads": 9, "num_hidden_layers": 30, "num_key_value_heads": 3,
        "pad_token_id": 2, "rms_norm_eps": 1e-05, "rope_parameters": {"rope_theta": 100000.0, "rope_type": "default"},
        "tie_word_embeddings": true, "vocab_size": 49152}
        """

    @Test func bothStylesSayTheSame() throws {
        let four = try read(Self.four)
        #expect(try read(Self.five) == four)
        #expect(four.modelType == "llama" && four.vocabularySize == 49152 && four.width == 576)
        #expect(four.layerCount == 30 && four.headCount == 9 && four.keyValueHeadCount == 3 && four.headSize == 64)
        #expect(four.feedForwardWidth == 1536 && four.normEpsilon == 1e-5 && four.contextLength == 8192)
        #expect(four.rope == RopeConfiguration(theta: 100_000, scaling: .none))
        #expect(four.tiesEmbeddings && !four.attentionBias && !four.feedForwardBias)
        #expect(four.beginToken == 1 && four.endTokens == [2] && four.padToken == 2)
        #expect(four.sourceType == .bfloat16)
    }

    @Test func whatIsNotWrittenHasTheDefaultsOfTransformers() throws {
        let short = try read(
            """
            {"model_type": "llama", "vocab_size": 32000, "hidden_size": 64, "intermediate_size": 128,
            "num_hidden_layers": 1, "num_attention_heads": 4, "pad_token_id": -1}
            """)
        #expect(short.keyValueHeadCount == 4 && short.headSize == 16 && short.normEpsilon == 1e-6)
        #expect(short.rope == RopeConfiguration(theta: 10000, scaling: .none) && short.contextLength == 2048)
        #expect(!short.tiesEmbeddings && short.beginToken == nil && short.endTokens.isEmpty && short.padToken == nil)
        #expect(short.sourceType == nil)
    }

    @Test func ropeScalingIsReadInBothStyles() throws {
        let llama3 = RopeScaling.llama3(
            factor: 8, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalContext: 8192)
        let values = #""factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0"#
        let context = #""original_max_position_embeddings": 8192"#
        let four = try changed("rope_scaling", #"{"rope_type": "llama3", \#(values), \#(context)}"#)
        #expect(four.rope == RopeConfiguration(theta: 100_000, scaling: llama3))
        let old = try changed("rope_scaling", #"{"type": "linear", "factor": 2}"#)
        #expect(old.rope.scaling == .linear(factor: 2))
        let five = try changed(
            "rope_parameters", #"{"rope_theta": 500000.0, "rope_type": "llama3", \#(values), \#(context)}"#,
            in: Self.five)
        #expect(five.rope == RopeConfiguration(theta: 500_000, scaling: llama3))
    }

    @Test(arguments: [
        ("vocab_size", "0"), ("vocab_size", "-5"), ("vocab_size", "1e18"), ("vocab_size", "9223372036854775807"),
        ("hidden_size", "-1"), ("num_hidden_layers", "1000000000"), ("num_hidden_layers", "0"),
        ("num_attention_heads", "0"), ("num_attention_heads", "-9"), ("num_key_value_heads", "0"),
        ("head_dim", "0"), ("head_dim", "9999999"), ("intermediate_size", "0"), ("max_position_embeddings", "0"),
        ("rms_norm_eps", "-1"), ("rms_norm_eps", "2"), ("rope_theta", "0"), ("rope_theta", "-1"),
        ("bos_token_id", "49152"), ("eos_token_id", "-2"), ("eos_token_id", "[2, 99999]"), ("pad_token_id", "49152"),
    ])
    func aValueOutOfRangeIsRefused(key: String, value: String) throws {
        #expect {
            _ = try changed(key, value)
        } throws: { error in
            guard case ConfigurationError.outOfRange(let named, _, _) = error else { return false }
            return named == key || key.hasSuffix("token_id")
        }
    }

    @Test(arguments: [
        ("num_key_value_heads", "2"), ("head_dim", "63"), ("hidden_size", "580"),
        (
            "rope_scaling",
            #"{"type":"llama3","factor":8,"low_freq_factor":4,"high_freq_factor":4,"original_max_position_embeddings":9}"#
        ),
    ])
    func contradictionsAreRefused(key: String, value: String) throws {
        #expect {
            _ = try changed(key, value)
        } throws: { error in
            if case ConfigurationError.contradiction = error { true } else { false }
        }
    }

    @Test(arguments: [
        ("hidden_act", #""gelu""#), ("quantization_config", "{}"), ("architectures", #"["EvilForCausalLM"]"#),
        ("architectures", #"["LlamaForSequenceClassification"]"#), ("partial_rotary_factor", "0.5"),
        ("rope_scaling", #"{"type":"yarn","factor":2}"#), ("attention_dropout", "0.1"),
    ])
    func featuresThatAreNotSupportedAreNamed(key: String, value: String) throws {
        #expect {
            _ = try changed(key, value)
        } throws: { error in
            guard case ConfigurationError.unsupportedFeature(let named, _, let supported) = error else { return false }
            return !supported.isEmpty && (named == key || named == "rope_type")
        }
    }

    @Test(arguments: [
        ("vocab_size", nil), ("hidden_size", "null"), ("hidden_size", #""576""#), ("hidden_size", "576.5"),
        ("num_hidden_layers", "[30]"), ("model_type", nil), ("model_type", "7"), ("tie_word_embeddings", "1"),
        ("architectures", "{}"), ("rope_scaling", "3"), ("eos_token_id", "{}"), ("torch_dtype", "1"),
    ])
    func aMissingOrMistypedValueIsNamed(key: String, value: String?) throws {
        #expect {
            _ = try changed(key, value)
        } throws: { error in
            if case ConfigurationError.malformed(let reason) = error { reason.contains(key) } else { false }
        }
    }

    @Test func anotherFamilyIsNamedWithWhatIsSupported() throws {
        #expect(throws: ConfigurationError.unsupportedFamily(name: "mamba", supported: ["llama"])) {
            try changed("model_type", #""mamba""#)
        }
    }

    @Test func codeThatAFolderBringsIsNotRun() throws {
        let map = #"{"AutoModelForCausalLM": "modeling_evil.EvilForCausalLM"}"#
        #expect(try changed("auto_map", map) == read(Self.four))
    }

    private func read(_ text: String) throws -> ModelConfiguration {
        try ModelConfiguration(huggingFace: JSONParser.parse(text))
    }

    private func changed(_ key: String, _ value: String?, in text: String = four) throws -> ModelConfiguration {
        guard case .object(var object) = try JSONParser.parse(text) else { throw CocoaError(.coderInvalidValue) }
        object[key] = try value.map { try JSONParser.parse($0) }
        return try ModelConfiguration(huggingFace: .object(object))
    }
}
