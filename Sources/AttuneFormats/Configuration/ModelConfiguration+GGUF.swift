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
        let headSize = try metadata.optionalInteger("llama.attention.key_length") ?? (heads > 0 ? width / heads : 0)
        let theta = try metadata.optionalDecimal("llama.rope.freq_base") ?? 10000
        let names = Set(file.tensors.map(\.name))
        let embedding = file.tensors.first { $0.name == "token_embd.weight" }
        self.init(
            modelType: "llama",
            vocabularySize: try metadata.optionalInteger("llama.vocab_size") ?? embedding?.shape.first ?? 0,
            width: width,
            layerCount: try metadata.integer("llama.block_count"),
            headCount: heads,
            keyValueHeadCount: try metadata.optionalInteger("llama.attention.head_count_kv") ?? heads,
            headSize: headSize,
            feedForwardWidth: try metadata.integer("llama.feed_forward_length"),
            normEpsilon: try metadata.decimal("llama.attention.layer_norm_rms_epsilon"),
            rope: RopeConfiguration(theta: theta, scaling: .none),
            contextLength: try metadata.integer("llama.context_length"),
            tiesEmbeddings: !names.contains("output.weight"),
            attentionBias: names.contains("blk.0.attn_q.bias"),
            feedForwardBias: names.contains("blk.0.ffn_gate.bias"),
            beginToken: try metadata.optionalInteger("tokenizer.ggml.bos_token_id"),
            endTokens: try metadata.endTokens(),
            padToken: try metadata.optionalInteger("tokenizer.ggml.padding_token_id"),
            sourceType: nil)
        try validate(derivesHeadSize: file.metadata["llama.attention.key_length"] == nil)
        try metadata.checkFeatures(headSize: headSize)
        rope.scaling = try metadata.scaling(self)
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

    /// The tokens that end a text or a turn.
    func endTokens() throws(GGUFError) -> [Int] {
        var tokens: [Int] = []
        for key in ["tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id"] {
            if let token = try optionalInteger(key), !tokens.contains(token) { tokens.append(token) }
        }
        return tokens
    }

    /// Refuses what the llama family of a GGUF file can have beyond the plain decoder.
    func checkFeatures(headSize: Int) throws {
        for key in ["llama.rope.dimension_count", "llama.attention.value_length"] {
            guard let size = try optionalInteger(key), size != headSize else { continue }
            throw ConfigurationError.unsupportedFeature(key: key, value: "\(size)", supported: "the size of a head")
        }
        if let experts = try optionalInteger("llama.expert_count"), experts > 0 {
            throw ConfigurationError.unsupportedFeature(
                key: "llama.expert_count", value: "\(experts)", supported: "models without experts")
        }
    }

    func scaling(_ configuration: ModelConfiguration) throws -> RopeScaling {
        if let factors = file.tensors.first(where: { $0.name == "rope_freqs.weight" }) {
            return try RopeFactors(factors, configuration).scaling()
        }
        let key = "llama.rope.scaling.type"
        let kind = file.metadata[key] == nil ? nil : try text(key)
        if let factor = try optionalDecimal("llama.rope.scale_linear"), kind == nil { return .linear(factor: factor) }
        switch kind {
        case nil, "none": return .none
        case "linear": return .linear(factor: try decimal("llama.rope.scaling.factor"))
        case .some(let kind):
            throw ConfigurationError.unsupportedFeature(key: key, value: kind, supported: "none and linear")
        }
    }

    private func bad(_ key: String, _ reason: String) -> GGUFError {
        .badMetadata(path: file.path, key: key, reason: reason)
    }
}
