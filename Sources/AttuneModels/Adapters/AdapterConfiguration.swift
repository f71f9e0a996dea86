internal import AttuneJSON

/// An `adapter_config.json` as PEFT writes it, read strictly: whatever would change the numbers is known or refused.
struct AdapterConfiguration {
    let json: JSONPath
    let path: String

    /// The keys with which an adapter computes more than w + scale * b a, and the values that leave it at that.
    private static let plainValues: [(key: String, allowed: [JSONValue])] = [
        ("peft_type", [.string("LORA")]), ("bias", [.string("none")]), ("fan_in_fan_out", [.bool(false)]),
        ("use_dora", [.bool(false)]), ("lora_bias", [.bool(false)]), ("use_qalora", [.bool(false)]),
        ("modules_to_save", [.array([])]), ("target_parameters", [.array([])]),
        ("trainable_token_indices", [.array([]), .object(JSONObject())]), ("layer_replication", [.array([])]),
        ("rank_pattern", [.object(JSONObject())]), ("alpha_pattern", [.object(JSONObject())]),
        ("megatron_config", []), ("alora_invocation_tokens", [.array([])]), ("arrow_config", []),
        ("use_bdlora", [.bool(false)]), ("velora_config", []), ("monteclora_config", []), ("kasa_config", []),
        ("init_lora_weights", [.bool(true), .bool(false), .string("gaussian"), .string("orthogonal"), .string("eva")]),
    ]

    /// The keys that are read here, or that say how an adapter was made and nothing about what it computes.
    private static let harmless: Set<String> = [
        "r", "lora_alpha", "lora_dropout", "use_rslora", "base_model_name_or_path", "task_type", "auto_mapping",
        "peft_version", "revision", "inference_mode", "target_modules", "exclude_modules", "layers_to_transform",
        "layers_pattern", "megatron_core", "loftq_config", "eva_config", "corda_config", "lora_ga_config",
        "qalora_group_size", "ensure_weight_tying", "runtime_config",
    ]

    /// The values with which a setting that is not known here is off.
    private static let off: [JSONValue] = [.null, .bool(false), .array([]), .object(JSONObject())]

    /// The settings.
    ///
    /// - Throws: `AdapterError.unsupported` for anything that would, or might, compute something else.
    func settings() throws -> AdapterSettings {
        let known = Self.harmless.union(Self.plainValues.map(\.key))
        if case .object(let object) = json.value,
            let (key, value) = object.members.first(where: { !known.contains($0.key) && !Self.off.contains($0.value) })
        {
            throw AdapterError.unsupported(path: path, key: key, value: value.encoded())
        }
        for (key, allowed) in Self.plainValues {
            guard let value = try json.optional(key)?.value, !allowed.contains(value) else { continue }
            throw AdapterError.unsupported(path: path, key: key, value: value.encoded())
        }
        _ = try json.at("peft_type")
        let rank = try json.at("r").integer()
        let alpha = try json.at("lora_alpha").double()
        let dropout = try json.optional("lora_dropout")?.double() ?? 0
        guard (1...65_536).contains(rank) else {
            throw AdapterError.badNumber(path: path, key: "r", allowed: "from 1 to 65536")
        }
        guard alpha.isFinite, abs(alpha) <= 1e6 else {
            throw AdapterError.badNumber(path: path, key: "lora_alpha", allowed: "at most 1e6")
        }
        guard (0..<1).contains(dropout) else {
            throw AdapterError.badNumber(path: path, key: "lora_dropout", allowed: "at least 0 and below 1")
        }
        return AdapterSettings(
            rank: rank, alpha: alpha, dropout: dropout,
            usesRankStabilisedScale: try json.optional("use_rslora")?.bool() ?? false)
    }

    /// The base model's name or path.
    func baseName() throws -> String? { try json.optional("base_model_name_or_path")?.string() }

    /// The configuration of an adapter that Attune has made.
    static func written(_ settings: AdapterSettings, targets: [String], base: String) -> JSONValue {
        let members: [(key: String, value: JSONValue)] = [
            ("base_model_name_or_path", .string(base)), ("bias", .string("none")), ("fan_in_fan_out", .bool(false)),
            ("inference_mode", .bool(true)), ("init_lora_weights", .bool(true)),
            ("lora_alpha", Self.number(settings.alpha)), ("lora_dropout", .number(settings.dropout)),
            ("modules_to_save", .null), ("peft_type", .string("LORA")), ("r", .integer(Int64(settings.rank))),
            ("target_modules", .array(targets.map { .string($0) })), ("task_type", .string("CAUSAL_LM")),
            ("use_dora", .bool(false)), ("use_rslora", .bool(settings.usesRankStabilisedScale)),
        ]
        return .object(JSONObject(members))
    }

    private static func number(_ value: Double) -> JSONValue {
        Int64(exactly: value).map { .integer($0) } ?? .number(value)
    }
}
