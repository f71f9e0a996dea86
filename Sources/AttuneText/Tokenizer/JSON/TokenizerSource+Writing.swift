public import AttuneJSON

extension TokenizerSource {
    /// The content of a `tokenizer.json` that makes the same tokenizer here and in the `tokenizers` library.
    public var tokenizerJSON: JSONValue {
        .object(
            JSONObject([
                ("version", .string("1.0")), ("truncation", .null), ("padding", .null),
                ("added_tokens", .array(addedTokens.sorted { $0.id < $1.id }.map(\.json))),
                ("normalizer", .component(normalizers.map(\.json), in: "normalizers")),
                ("pre_tokenizer", .component(preTokenizers.map(\.json), in: "pretokenizers")),
                ("post_processor", postProcessorJSON), ("decoder", .component(decoders.map(\.json), in: "decoders")),
                ("model", modelJSON),
            ]))
    }

    private var modelJSON: JSONValue {
        var words = JSONObject()
        for id in 0..<vocabulary.count where !vocabulary[id].isEmpty {
            words[vocabulary.text(id)] = .integer(Int64(id))
        }
        let unknown = model.unknownToken.map { JSONValue.string(vocabulary.text(Int($0))) }
        return .object(
            JSONObject([
                ("type", .string("BPE")), ("dropout", .null), ("unk_token", unknown ?? .null),
                ("continuing_subword_prefix", .null), ("end_of_word_suffix", .null),
                ("fuse_unk", .bool(model.fusesUnknown)), ("byte_fallback", .bool(model.fallsBackToBytes)),
                ("ignore_merges", .bool(model.ignoresMerges)), ("vocab", .object(words)), ("merges", mergesJSON),
            ]))
    }

    /// Lines of two tokens, which every reader knows; pairs where a token holds a space.
    private var mergesJSON: JSONValue {
        let pairs = merges.map { (vocabulary.text(Int($0.left)), vocabulary.text(Int($0.right))) }
        if pairs.contains(where: { $0.utf8.contains(0x20) || $1.utf8.contains(0x20) }) {
            return .array(pairs.map { .array([.string($0), .string($1)]) })
        }
        return .array(pairs.map { .string($0 + " " + $1) })
    }

    private var postProcessorJSON: JSONValue {
        var processors: [JSONValue] = []
        if isByteLevel { processors.append(.byteLevel(addsPrefixSpace: true, cutsWords: true)) }
        if template != [.text] { processors.append(templateJSON) }
        return .component(processors, in: "processors")
    }

    private var templateJSON: JSONValue {
        var tokens = JSONObject()
        let items = template.map { item -> JSONValue in
            guard case .token(let id) = item else { return .templateItem("Sequence", "A", type: 0) }
            let name = tokenText(id)
            tokens[name] = .object(
                JSONObject([
                    ("id", .string(name)), ("ids", .array([.integer(Int64(id))])), ("tokens", .array([.string(name)])),
                ]))
            return .templateItem("SpecialToken", name, type: 0)
        }
        return .object(
            JSONObject([
                ("type", .string("TemplateProcessing")), ("single", .array(items)),
                (
                    "pair",
                    .array([.templateItem("Sequence", "A", type: 0), .templateItem("Sequence", "B", type: 1)])
                ), ("special_tokens", .object(tokens)),
            ]))
    }

    /// The text of a token, added tokens included.
    public func tokenText(_ id: Int32) -> String {
        addedTokens.first { $0.id == id }?.content ?? vocabulary.text(Int(id))
    }
}

extension JSONValue {
    /// Nothing, the only component, or a sequence of several.
    fileprivate static func component(_ components: [JSONValue], in key: String) -> JSONValue {
        guard let first = components.first else { return .null }
        guard components.count > 1 else { return first }
        return .object(JSONObject([("type", .string("Sequence")), (key, .array(components))]))
    }

    fileprivate static func templateItem(_ kind: String, _ id: String, type: Int64) -> JSONValue {
        .object(JSONObject([(kind, .object(JSONObject([("id", .string(id)), ("type_id", .integer(type))])))]))
    }

    /// A component with its type and settings.
    static func typed(_ type: String, _ settings: [(key: String, value: JSONValue)] = []) -> JSONValue {
        .object(JSONObject([("type", .string(type))] + settings))
    }

    static func byteLevel(addsPrefixSpace: Bool, cutsWords: Bool) -> JSONValue {
        .typed(
            "ByteLevel",
            [
                ("add_prefix_space", .bool(addsPrefixSpace)), ("trim_offsets", .bool(true)),
                ("use_regex", .bool(cutsWords)),
            ])
    }
}
