public import AttuneFormats
public import AttuneText

extension GGUFVocabulary {
    /// Reads the tokenizer's metadata of a GGUF file.
    ///
    /// - Throws: ``TokenizerError`` with the key of a value that is missing or of the wrong kind.
    public init(_ file: GGUFFile) throws(TokenizerError) {
        self.init()
        let metadata = file.metadata
        model = try Self.text(metadata, "tokenizer.ggml.model") ?? ""
        preTokenizer = try Self.text(metadata, "tokenizer.ggml.pre") ?? "default"
        tokens = try Self.texts(metadata, "tokenizer.ggml.tokens")
        if metadata["tokenizer.ggml.merges"] != nil { merges = try Self.texts(metadata, "tokenizer.ggml.merges") }
        kinds = try readKinds(metadata)
        roles.begin = try readRole(metadata, "bos_token_id")
        roles.end = try readRole(metadata, "eos_token_id")
        roles.unknown = try readRole(metadata, "unknown_token_id")
        roles.padding = try readRole(metadata, "padding_token_id")
        for key in ["eos_token_id", "eot_token_id", "eom_token_id"] {
            if let id = try readRole(metadata, key) { endTokens.append(id) }
        }
        addsBeginToken = try Self.flag(metadata, "tokenizer.ggml.add_bos_token")
        addsEndToken = try Self.flag(metadata, "tokenizer.ggml.add_eos_token")
        chatTemplate = try Self.text(metadata, "tokenizer.chat_template")
    }

    private func readKinds(_ metadata: [String: GGUFValue]) throws(TokenizerError) -> [TokenKind] {
        let key = "tokenizer.ggml.token_type"
        guard let value = metadata[key] else { return [] }
        guard case .array(let values) = value, values.count == tokens.count else {
            throw .invalidValue(path: key, expected: "an array of \(tokens.count) integers")
        }
        var kinds: [TokenKind] = []
        kinds.reserveCapacity(values.count)
        for (index, value) in values.enumerated() {
            guard let kind = value.integer.flatMap(TokenKind.init(rawValue:)) else {
                throw .invalidValue(path: "\(key)[\(index)]", expected: "a token type from 1 to 6")
            }
            kinds.append(kind)
        }
        return kinds
    }

    private func readRole(_ metadata: [String: GGUFValue], _ name: String) throws(TokenizerError) -> Int32? {
        let key = "tokenizer.ggml." + name
        guard let value = metadata[key] else { return nil }
        guard let id = value.integer, id >= 0, id < tokens.count else {
            throw .invalidValue(path: key, expected: "a token id below \(tokens.count)")
        }
        return Int32(truncatingIfNeeded: id)
    }

    private static func text(_ metadata: [String: GGUFValue], _ key: String) throws(TokenizerError) -> String? {
        guard let value = metadata[key] else { return nil }
        guard let text = value.text else { throw .invalidValue(path: key, expected: "a text") }
        return text
    }

    private static func flag(_ metadata: [String: GGUFValue], _ key: String) throws(TokenizerError) -> Bool? {
        guard let value = metadata[key] else { return nil }
        guard case .bool(let flag) = value else { throw .invalidValue(path: key, expected: "a truth value") }
        return flag
    }

    private static func texts(_ metadata: [String: GGUFValue], _ key: String) throws(TokenizerError) -> [[UInt8]] {
        guard case .array(let values) = metadata[key] else {
            throw .invalidValue(path: key, expected: "an array of texts")
        }
        var texts: [[UInt8]] = []
        texts.reserveCapacity(values.count)
        for (index, value) in values.enumerated() {
            guard case .string(let bytes) = value, String(validating: bytes, as: UTF8.self) != nil else {
                throw .invalidValue(path: "\(key)[\(index)]", expected: "a text in UTF-8")
            }
            texts.append(bytes)
        }
        return texts
    }
}
