public import AttuneJSON
internal import AttuneFormats
internal import AttuneModels
internal import AttuneText
internal import AttuneTraining

extension ModelFacts {
    /// The facts for machines; what is not known is null.
    public var json: JSONValue { .object(source + sizes + text + [("training", .array(needs.map(\.json)))]) }

    private var source: [(String, JSONValue)] {
        let stored: [JSONValue] = storedTypes.map { .string($0.rawValue) }
        return [
            ("path", .string(bundle.path)), ("name", .string(origin.name)), ("hub_name", .optional(origin.hubName)),
            ("format", .string(bundle.source.isGGUF ? "gguf" : "hf")), ("license", license),
            ("languages", .texts(origin.languages)), ("adapter", adapter), ("stored_as", .array(stored)),
            ("saved_as", .string(bundle.source.savedType.rawValue)), ("limits", .texts(limits)),
        ]
    }

    private var sizes: [(String, JSONValue)] {
        let c = configuration
        let counts = JSONObject(parts.map { (key: $0.key, value: JSONValue.count($0.count)) })
        return [
            ("family", .string(c.modelType)), ("parameters", .count(c.parameterCount)), ("parts", .object(counts)),
            ("layers", .count(c.layerCount)), ("width", .count(c.width)),
            ("feed_forward_width", .count(c.feedForwardWidth)), ("heads", .count(c.headCount)),
            ("key_value_heads", .count(c.keyValueHeadCount)), ("head_size", .count(c.headSize)),
            ("vocabulary", .count(c.vocabularySize)), ("context", .count(c.contextLength)),
            ("head", .string(c.tiesEmbeddings ? "tied" : "own")),
        ]
    }

    private var text: [(String, JSONValue)] {
        let tokenizer = bundle.tokenizer.tokenizer
        let isStable: JSONValue = turns.isPrefixStable.map { .bool($0) } ?? .null
        return [
            ("tokenizer", .string(tokenizerKind)), ("special_tokens", .count(tokenizer.specialTokens.count)),
            ("end_tokens", .texts(endTokens)), ("chat_template", .bool(bundle.chatTemplate != nil)),
            ("prefix_stable", isStable),
        ]
    }

    private var license: JSONValue {
        guard let license = origin.license else { return .null }
        return .object([
            ("identifier", .string(license.identifier)), ("name", .optional(license.name)),
            ("link", .optional(license.link)), ("place", .string(license.place)),
        ])
    }

    private var adapter: JSONValue {
        guard let adapter = bundle.adapter else { return .null }
        return .object([
            ("kind", .string("lora")), ("rank", .count(adapter.settings.rank)),
            ("layers", .count(adapter.layerCount)), ("base", .string(bundle.source.path)),
        ])
    }
}

extension TrainingNeed {
    /// A way to train with its settings and bytes.
    fileprivate var json: JSONValue {
        let parts = JSONObject(memory.parts.map { (key: $0.name, value: JSONValue.count($0.bytes)) })
        return .object([
            ("name", .string(name)), ("settings", .texts(settings)), ("trainable_parameters", .count(trainableCount)),
            ("peak_memory_bytes", .count(memory.total)), ("memory", .object(parts)),
        ])
    }
}

extension JSONValue {
    /// A whole number.
    fileprivate static func count(_ value: Int) -> JSONValue { .integer(Int64(value)) }
    /// A list of texts.
    fileprivate static func texts(_ values: [String]) -> JSONValue { .array(values.map { .string($0) }) }
    /// A text or null.
    fileprivate static func optional(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
}
