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

    /// The settings.
    ///
    /// - Throws: `AdapterError.unsupported` for anything that would compute something else.
    func settings() throws -> AdapterSettings {
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
