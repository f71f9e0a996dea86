import AttuneJSON

extension PreTokenizerStep {
    /// One component of `pre_tokenizer`.
    init(_ json: JSONPath) throws {
        switch try json.type() {
        case "ByteLevel":
            self = .byteLevel(
                addsPrefixSpace: try json.bool("add_prefix_space", default: true),
                cutsWords: try json.bool("use_regex", default: true))
        case "Digits": self = .digits(individual: try json.bool("individual_digits", default: false))
        case "Split":
            let pattern = try SplitPattern(json.at("pattern"))
            _ = try pattern.supportedWords(path: json.path + ".pattern")
            self = .split(
                pattern, try SplitBehavior(json.at("behavior")), inverted: try json.bool("invert", default: false))
        case "Metaspace":
            self = .metaspace(
                replacement: try json.at("replacement").string(), prefix: try PrefixScheme(metaspace: json),
                cutsWords: try json.bool("split", default: true))
        default: throw try json.unsupportedType(["Sequence", "ByteLevel", "Digits", "Split", "Metaspace"])
        }
    }
}

extension SplitPattern {
    /// `{"String": ...}` or `{"Regex": ...}`.
    init(_ json: JSONPath) throws {
        if let text = try json.optional("String") {
            self = .text(try text.string())
        } else {
            self = .expression(try json.at("Regex").string())
        }
    }
}

extension SplitBehavior {
    init(_ json: JSONPath) throws {
        let name = try json.string()
        guard let behavior = SplitBehavior(rawValue: name) else {
            throw TokenizerError.unsupported(
                path: json.path, value: "the behavior \(name)", supported: Self.allCases.map(\.rawValue))
        }
        self = behavior
    }
}

extension PrefixScheme {
    /// `prepend_scheme`, or `add_prefix_space` of older files.
    init(metaspace json: JSONPath) throws {
        guard let scheme = try json.optional("prepend_scheme") else {
            self = try json.bool("add_prefix_space", default: true) ? .always : .never
            return
        }
        let name = try scheme.string()
        guard let prefix = PrefixScheme(rawValue: name) else {
            throw TokenizerError.unsupported(
                path: scheme.path, value: "the scheme \(name)", supported: Self.allCases.map(\.rawValue))
        }
        self = prefix
    }
}
