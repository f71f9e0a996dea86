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
        if metadata["tokenizer.ggml.scores"] != nil { scores = try readScores(metadata) }
        kinds = try readKinds(metadata)
        markEndTokens()
        roles.begin = try readRole(metadata, "bos_token_id") ?? usualRole(1, .control)
        roles.end = try readRole(metadata, "eos_token_id") ?? usualRole(2, .control)
        roles.unknown = try readRole(metadata, "unknown_token_id") ?? usualRole(0, .unknown)
        roles.padding = try readRole(metadata, "padding_token_id")
        for key in ["eos_token_id", "eot_token_id", "eom_token_id"] {
            if let id = try readRole(metadata, key) { endTokens.append(id) }
        }
        if endTokens.isEmpty, let end = roles.end { endTokens = [end] }
        addsBeginToken = try Self.flag(metadata, "tokenizer.ggml.add_bos_token")
        addsEndToken = try Self.flag(metadata, "tokenizer.ggml.add_eos_token")
        addsSpacePrefix = try Self.flag(metadata, "tokenizer.ggml.add_space_prefix")
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

    /// Tokens with these names end a turn or a text, so llama.cpp takes them for control tokens whatever the file says.
    ///
    /// Source: llama.cpp `llama-vocab.cpp`, the tokens that end a generation.
    private static let endNames = Set(
        [
            "<|eot_id|>", "<|im_end|>", "<|end|>", "<|return|>", "<|call|>", "<|flush|>", "<|calls|>", "<end_of_turn>",
            "<|endoftext|>", "</s>", "<|eom_id|>", "<EOT>", "_<EOT>", "[EOT]", "[EOS]", "<|end_of_text|>",
            "<end_of_utterance>", "<eos>", "<turn|>", "<|tool_response>", "<｜end▁of▁sentence｜>",
        ].map { Array($0.utf8) })

    private mutating func markEndTokens() {
        for id in tokens.indices where Self.endNames.contains(tokens[id]) {
            if kinds.isEmpty { kinds = Array(repeating: .normal, count: tokens.count) }
            kinds[id] = .control
        }
    }

    private func readScores(_ metadata: [String: GGUFValue]) throws(TokenizerError) -> [Float] {
        let key = "tokenizer.ggml.scores"
        guard case .array(let values) = metadata[key] else {
            throw .invalidValue(path: key, expected: "an array of \(tokens.count) numbers")
        }
        var scores: [Float] = []
        scores.reserveCapacity(values.count)
        for (index, value) in values.enumerated() {
            guard let score = value.number else {
                throw .invalidValue(path: "\(key)[\(index)]", expected: "a number")
            }
            scores.append(Float(score))
        }
        return scores
    }

    private func readRole(_ metadata: [String: GGUFValue], _ name: String) throws(TokenizerError) -> Int32? {
        let key = "tokenizer.ggml." + name
        guard let value = metadata[key] else { return nil }
        guard let id = value.integer, id >= 0, id < tokens.count else {
            throw .invalidValue(path: key, expected: "a token id below \(tokens.count)")
        }
        return Int32(truncatingIfNeeded: id)
    }

    /// The token that llama.cpp takes for a role which a file with a SentencePiece vocabulary does not name.
    private func usualRole(_ id: Int, _ wanted: TokenKind) -> Int32? {
        model == "llama" && id < tokens.count && kind(id) == wanted ? Int32(truncatingIfNeeded: id) : nil
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
