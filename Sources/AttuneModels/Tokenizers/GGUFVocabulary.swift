public import AttuneText

/// The tokenizer of a GGUF file: what its `tokenizer.ggml.*` metadata say, as plain values.
public struct GGUFVocabulary: Sendable {
    /// What kind of token an id is, by the numbers of the format.
    public enum TokenKind: Int, Sendable {
        /// Ordinary text.
        case normal = 1
        /// Stands for what the vocabulary lacks.
        case unknown = 2
        /// Carries structure: special.
        case control = 3
        /// Added by the maker of the model; matches before anything else but is ordinary text.
        case userDefined = 4
        /// Never used.
        case unused = 5
        /// One byte, for characters outside of the vocabulary.
        case byte = 6
    }

    /// `tokenizer.ggml.model`: `gpt2` is byte-level BPE, `llama` is SentencePiece BPE with scores.
    public var model = "gpt2"
    /// `tokenizer.ggml.pre`: how the text is cut.
    public var preTokenizer = "default"
    /// `tokenizer.ggml.tokens`, as UTF-8.
    public var tokens: [[UInt8]] = []
    /// `tokenizer.ggml.token_type`; empty when the file has none.
    public var kinds: [TokenKind] = []
    /// `tokenizer.ggml.merges`: two tokens parted by a space.
    public var merges: [[UInt8]] = []
    /// `tokenizer.ggml.scores`: which token of `llama` is built first, the highest.
    public var scores: [Float] = []
    /// `tokenizer.ggml.add_space_prefix`: whether `llama` puts a space before the text; without it, it does.
    public var addsSpacePrefix: Bool?
    /// The tokens with a role.
    public var roles = TokenRoles()
    /// The tokens that end a turn: the end token first, then `eot_token_id` and `eom_token_id` where given.
    public var endTokens: [Int32] = []
    /// `tokenizer.chat_template`, where given.
    public var chatTemplate: String?
    /// `tokenizer.ggml.add_bos_token`, where given.
    public var addsBeginToken: Bool?
    /// `tokenizer.ggml.add_eos_token`, where given.
    public var addsEndToken: Bool?

    /// An empty vocabulary, to be filled.
    public init() {}

    /// The kind of a token, which is ordinary text where the file names no kinds.
    func kind(_ id: Int) -> TokenKind { kinds.isEmpty ? .normal : kinds[id] }
}

extension TokenizerSource {
    /// A source with the ids of llama.cpp.
    ///
    /// - Throws: ``TokenizerError`` for a model or a way of cutting that is not supported, broken merges or scores.
    public init(_ vocabulary: GGUFVocabulary) throws(TokenizerError) {
        self.init()
        self.vocabulary = TokenTable(vocabulary.tokens)
        roles = vocabulary.roles
        addedTokens = vocabulary.addedTokens
        switch vocabulary.model {
        case "gpt2": try readByteLevel(vocabulary)
        case "llama": try readPieces(vocabulary)
        default:
            throw .unsupported(
                path: "tokenizer.ggml.model", value: "the vocabulary type \(vocabulary.model)",
                supported: ["gpt2", "llama"])
        }
        try checkRoles()
    }

    private mutating func readByteLevel(_ vocabulary: GGUFVocabulary) throws(TokenizerError) {
        let cutting = try GGUFPreTokenizer(named: vocabulary.preTokenizer)
        preTokenizers = cutting.steps
        model.ignoresMerges = cutting.ignoresMerges
        merges = try self.vocabulary.merges(spelled: vocabulary.merges)
        decoders = [.byteLevel]
        template = vocabulary.template(addsBeginTokenByDefault: cutting.addsBeginToken)
    }

    private func checkRoles() throws(TokenizerError) {
        let named = [(roles.begin, "bos"), (roles.end, "eos"), (roles.unknown, "unknown"), (roles.padding, "padding")]
        for (id, name) in named {
            guard let id, id < 0 || id >= vocabulary.count else { continue }
            throw .invalidValue(path: "tokenizer.ggml.\(name)_token_id", expected: "an id below \(vocabulary.count)")
        }
    }
}

extension GGUFVocabulary {
    /// Control tokens are special; user-defined ones match too but are ordinary text.
    var addedTokens: [AddedToken] {
        zip(tokens, kinds).enumerated().compactMap { id, token in
            guard token.1 == .control || token.1 == .userDefined || token.1 == .unknown else { return nil }
            guard !token.0.isEmpty else { return nil }
            return AddedToken(
                id: Int32(truncatingIfNeeded: id), content: String(decoding: token.0, as: UTF8.self),
                isSpecial: token.1 != .userDefined)
        }
    }

    func template(addsBeginTokenByDefault: Bool) -> [TokenizerSource.TemplateItem] {
        var items: [TokenizerSource.TemplateItem] = [.text]
        if addsBeginToken ?? addsBeginTokenByDefault, let begin = roles.begin { items.insert(.token(begin), at: 0) }
        if addsEndToken ?? false, let end = roles.end { items.append(.token(end)) }
        return items
    }
}
