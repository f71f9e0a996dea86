import AttuneJSON

extension NormalizerStep {
    /// One component of `normalizer`.
    init(_ json: JSONPath) throws {
        switch try json.type() {
        case "NFC": self = .composed
        case "NFD": self = .decomposed
        case "Prepend": self = .prepend(try json.at("prepend").string())
        case "Replace":
            let pattern = try SplitPattern(json.at("pattern"))
            _ = try pattern.supportedWords(path: json.path + ".pattern")
            self = .replace(pattern, with: try json.at("content").string())
        default: throw try json.unsupportedType(["Sequence", "NFC", "NFD", "Prepend", "Replace"])
        }
    }
}

extension DecoderStep {
    /// One component of `decoder`.
    init(_ json: JSONPath) throws {
        switch try json.type() {
        case "ByteLevel": self = .byteLevel
        case "ByteFallback": self = .byteFallback
        case "Fuse": self = .fuse
        case "Replace":
            guard case .text(let text) = try SplitPattern(json.at("pattern")) else {
                throw TokenizerError.unsupported(
                    path: json.path + ".pattern.Regex", value: "an expression in a decoder", supported: ["String"])
            }
            self = .replace(text, with: try json.at("content").string())
        case "Strip":
            self = .strip(
                try json.at("content").string(), start: try json.count("start"), stop: try json.count("stop"))
        case "Metaspace":
            self = .metaspace(
                replacement: try json.at("replacement").string(), prefix: try PrefixScheme(metaspace: json))
        default:
            throw try json.unsupportedType([
                "Sequence", "ByteLevel", "ByteFallback", "Fuse", "Replace", "Strip", "Metaspace",
            ])
        }
    }
}

extension AddedToken {
    /// One element of `added_tokens`.
    init(_ json: JSONPath) throws {
        try self.init(json, id: json.at("id").tokenID())
    }

    /// An added token whose id stands elsewhere.
    init(_ json: JSONPath, id: Int32) throws {
        let isSpecial = try json.bool("special", default: false)
        self.init(
            id: id, content: try json.at("content").string(), isSpecial: isSpecial,
            stripsLeft: try json.bool("lstrip", default: false), stripsRight: try json.bool("rstrip", default: false),
            isSingleWord: try json.bool("single_word", default: false),
            isNormalized: try json.bool("normalized", default: !isSpecial))
    }
}

extension TokenizerSource {
    /// Reads one component of `post_processor`.
    mutating func readPostProcessor(_ json: JSONPath) throws {
        switch try json.type() {
        case "ByteLevel": break
        case "TemplateProcessing": template = try readTemplate(json)
        default: throw try json.unsupportedType(["Sequence", "ByteLevel", "TemplateProcessing"])
        }
    }

    private func readTemplate(_ json: JSONPath) throws -> [TemplateItem] {
        let tokens = try json.optional("special_tokens")
        let items = try json.at("single").elements().flatMap { item -> [TemplateItem] in
            guard let special = try item.optional("SpecialToken") else {
                _ = try item.at("Sequence")
                return [.text]
            }
            let ids = try tokens?.at(try special.at("id").string()).at("ids").elements() ?? []
            return try ids.map { .token(try $0.tokenID()) }
        }
        guard items.filter({ $0 == .text }).count == 1 else {
            throw TokenizerError.invalidValue(path: json.path + ".single", expected: "the text exactly once")
        }
        return items
    }
}

extension JSONPath {
    /// A number that is not negative.
    fileprivate func count(_ key: String) throws -> Int {
        let member = try at(key)
        let count = try member.integer()
        guard count >= 0 else { throw TokenizerError.invalidValue(path: member.path, expected: "0 or more") }
        return count
    }
}
