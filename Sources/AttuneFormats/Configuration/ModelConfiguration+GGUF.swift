internal import AttuneErrors

extension ModelConfiguration {
    /// Reads the metadata of a GGUF file of the llama architecture.
    ///
    /// - Throws: `ConfigurationError` or `GGUFError`.
    public init(gguf file: GGUFFile) throws {
        let metadata = Metadata(file: file)
        let family = try metadata.text("general.architecture")
        guard family == "llama" else {
            throw ConfigurationError.unsupportedFamily(name: family, supported: Self.supportedTypes)
        }
        let heads = try metadata.integer("llama.attention.head_count")
        let width = try metadata.integer("llama.embedding_length")
        let names = Set(file.tensors.map(\.name))
        let embedding = file.tensors.first { $0.name == "token_embd.weight" }
        self.init(
            modelType: "llama",
            vocabularySize: try metadata.optionalInteger("llama.vocab_size") ?? embedding?.shape.first ?? 0,
            width: width,
            layerCount: try metadata.integer("llama.block_count"),
            headCount: heads,
            keyValueHeadCount: try metadata.optionalInteger("llama.attention.head_count_kv") ?? heads,
            headSize: try metadata.optionalInteger("llama.attention.key_length") ?? (heads > 0 ? width / heads : 0),
            feedForwardWidth: try metadata.integer("llama.feed_forward_length"),
            normEpsilon: try metadata.decimal("llama.attention.layer_norm_rms_epsilon"),
            rope: RopeConfiguration(
                theta: try metadata.optionalDecimal("llama.rope.freq_base") ?? 10000,
                scaling: try metadata.scaling(names)),
            contextLength: try metadata.integer("llama.context_length"),
            tiesEmbeddings: !names.contains("output.weight"),
            attentionBias: names.contains("blk.0.attn_q.bias"),
            feedForwardBias: names.contains("blk.0.ffn_gate.bias"),
            beginToken: try metadata.optionalInteger("tokenizer.ggml.bos_token_id"),
            endTokens: try metadata.optionalInteger("tokenizer.ggml.eos_token_id").map { [$0] } ?? [],
            padToken: try metadata.optionalInteger("tokenizer.ggml.padding_token_id"),
            sourceType: nil)
        try validate()
    }
}

/// Typed access to GGUF metadata.
private struct Metadata {
    let file: GGUFFile

    func text(_ key: String) throws(GGUFError) -> String {
        guard let text = file.metadata[key]?.text else { throw bad(key, "is missing or no text") }
        return text
    }

    func integer(_ key: String) throws(GGUFError) -> Int {
        guard let value = try optionalInteger(key) else { throw bad(key, "is missing") }
        return value
    }

    func optionalInteger(_ key: String) throws(GGUFError) -> Int? {
        guard let value = file.metadata[key] else { return nil }
        guard let number = value.integer else { throw bad(key, "is no integer") }
        return number
    }

    func decimal(_ key: String) throws(GGUFError) -> Double {
        guard let value = try optionalDecimal(key) else { throw bad(key, "is missing") }
        return value
    }

    /// A float32 as the shortest decimal that names it, so that 1e-5 stays 1e-5.
    func optionalDecimal(_ key: String) throws(GGUFError) -> Double? {
        guard let value = file.metadata[key] else { return nil }
        guard let number = value.number else { throw bad(key, "is no number") }
        return Double("\(Float(number))") ?? number
    }

    func scaling(_ names: Set<String>) throws -> RopeScaling {
        if names.contains("rope_freqs.weight") {
            throw ConfigurationError.unsupportedFeature(
                key: "rope_freqs.weight", value: "there", supported: "GGUF files without frequency factors")
        }
        switch file.metadata["llama.rope.scaling.type"]?.text ?? "none" {
        case "none": return .none
        case "linear": return .linear(factor: try decimal("llama.rope.scaling.factor"))
        case let kind:
            throw ConfigurationError.unsupportedFeature(
                key: "llama.rope.scaling.type", value: kind, supported: "none and linear")
        }
    }

    private func bad(_ key: String, _ reason: String) -> GGUFError {
        .badMetadata(path: file.path, key: key, reason: reason)
    }
}
