internal import AttuneErrors
public import AttuneJSON

extension ModelConfiguration {
    /// Reads a Hugging Face `config.json`, in the style of transformers 4 (`torch_dtype`, `rope_theta`,
    /// `rope_scaling`) or 5 (`dtype`, `rope_parameters`).
    ///
    /// - Throws: `ConfigurationError`.
    public init(huggingFace config: JSONValue) throws(ConfigurationError) {
        let root = JSONPath(config)
        let family: String
        do throws(JSONError) { family = try root.at("model_type").string() } catch {
            throw .malformed(reason: error.problem)
        }
        try Self.checkFeatures(root, family)  // before the sizes, which another family names differently
        do throws(JSONError) { self = try Self.llama(root, family) } catch {
            throw .malformed(reason: error.problem)
        }
        rope.scaling = try Self.scaling(root)
        try validate(derivesHeadSize: Self.namesNoHeadSize(config))
    }

    private static func namesNoHeadSize(_ config: JSONValue) -> Bool {
        guard case .object(let object) = config else { return true }
        return (object["head_dim"] ?? .null) == .null
    }

    private static func llama(_ root: JSONPath, _ family: String) throws(JSONError) -> ModelConfiguration {
        let width = try root.at("hidden_size").integer()
        let heads = try root.at("num_attention_heads").integer()
        var theta = try root.optional("rope_theta")
        if let nested = try root.optional("rope_parameters")?.optional("rope_theta") { theta = nested }
        return ModelConfiguration(
            modelType: family,
            vocabularySize: try root.at("vocab_size").integer(),
            width: width,
            layerCount: try root.at("num_hidden_layers").integer(),
            headCount: heads,
            keyValueHeadCount: try root.optional("num_key_value_heads")?.integer() ?? heads,
            headSize: try root.optional("head_dim")?.integer() ?? (heads > 0 ? width / heads : 0),
            feedForwardWidth: try root.at("intermediate_size").integer(),
            normEpsilon: try root.optional("rms_norm_eps")?.double() ?? 1e-6,
            rope: RopeConfiguration(theta: try theta?.double() ?? 10000, scaling: .none),
            contextLength: try root.optional("max_position_embeddings")?.integer() ?? 2048,
            tiesEmbeddings: try root.optional("tie_word_embeddings")?.bool() ?? false,
            attentionBias: try root.optional("attention_bias")?.bool() ?? false,
            feedForwardBias: try root.optional("mlp_bias")?.bool() ?? false,
            beginToken: try root.optional("bos_token_id")?.integer(),
            endTokens: try tokens(root.optional("eos_token_id")),
            padToken: try root.optional("pad_token_id")?.integer().nonNegative,
            sourceType: try storage(root.first(of: "dtype", "torch_dtype")))
    }

    private static func storage(_ value: JSONPath?) throws(JSONError) -> StorageType? {
        guard let name = try value?.string() else { return nil }
        return StorageType(rawValue: name.replacing("torch.", with: ""))
    }

    private static func tokens(_ value: JSONPath?) throws(JSONError) -> [Int] {
        guard let value else { return [] }
        guard case .array = value.value else { return [try value.integer()] }
        var ids: [Int] = []
        for element in try value.elements() { ids.append(try element.integer()) }
        return ids
    }

    private static func checkFeatures(_ root: JSONPath, _ family: String) throws(ConfigurationError) {
        guard supportedTypes.contains(family) else {
            throw .unsupportedFamily(name: family, supported: supportedTypes)
        }
        let fault: ConfigurationError?
        do throws(JSONError) {
            fault = try unsupportedFeature(root)
        } catch {
            throw .malformed(reason: error.problem)
        }
        if let fault { throw fault }
    }

    /// The first feature that the plain decoder lacks.
    ///
    /// Code that a folder brings along (`auto_map`) is never run.
    private static func unsupportedFeature(_ root: JSONPath) throws(JSONError) -> ConfigurationError? {
        var architectures: [String] = []
        for element in try root.optional("architectures")?.elements() ?? [] {
            architectures.append(try element.string())
        }
        if !architectures.isEmpty, !architectures.contains(where: { $0.lowercased() == "llamaforcausallm" }) {
            return .unsupportedFeature(
                key: "architectures", value: architectures.joined(separator: ", "), supported: "LlamaForCausalLM")
        }
        let activation = try root.optional("hidden_act")?.string() ?? "silu"
        if activation != "silu" {
            return .unsupportedFeature(key: "hidden_act", value: activation, supported: "silu")
        }
        if try root.optional("quantization_config") != nil {
            return .unsupportedFeature(
                key: "quantization_config", value: "set", supported: "folders with plain weights, and GGUF files")
        }
        let dropout = try root.optional("attention_dropout")?.double() ?? 0
        if dropout != 0 {
            return .unsupportedFeature(key: "attention_dropout", value: "\(dropout)", supported: "0, no dropout")
        }
        let nested = try root.optional("rope_parameters")?.optional("partial_rotary_factor")?.double()
        let share = try root.optional("partial_rotary_factor")?.double() ?? nested ?? 1
        return share == 1
            ? nil : .unsupportedFeature(key: "partial_rotary_factor", value: "\(share)", supported: "1, whole heads")
    }

    private static func scaling(_ root: JSONPath) throws(ConfigurationError) -> RopeScaling {
        var kind = "default"
        var scaling: RopeScaling? = RopeScaling.none
        do throws(JSONError) {
            if let found = try root.first(of: "rope_scaling", "rope_parameters") {
                kind = try found.first(of: "rope_type", "type")?.string() ?? kind
                scaling = try Self.scaling(kind, found)
            }
        } catch {
            throw .malformed(reason: error.problem)
        }
        if let scaling { return scaling }
        throw .unsupportedFeature(key: "rope_type", value: kind, supported: "default, linear and llama3")
    }

    /// The scaling of a kind; nil when the kind is not known.
    private static func scaling(_ kind: String, _ found: JSONPath) throws(JSONError) -> RopeScaling? {
        switch kind {
        case "default": return RopeScaling.none
        case "linear": return .linear(factor: try found.at("factor").double())
        case "llama3":
            return .llama3(
                factor: try found.at("factor").double(),
                lowFrequencyFactor: try found.at("low_freq_factor").double(),
                highFrequencyFactor: try found.at("high_freq_factor").double(),
                originalContext: try found.at("original_max_position_embeddings").integer())
        default: return nil
        }
    }
}

extension Int {
    /// The number; nil below zero: old configurations write -1 for a token that they do not have.
    fileprivate var nonNegative: Int? { self >= 0 ? self : nil }
}
