public import AttuneJSON

/// What `tokenizer_config.json` adds to a tokenizer: roles, tokens and the chat template.
public struct TokenizerConfiguration: Sendable, Equatable {
    /// The token that begins a text.
    public var beginToken: String?
    /// The token that ends a text or a turn.
    public var endToken: String?
    /// The token for what the vocabulary lacks.
    public var unknownToken: String?
    /// The token that fills rows up.
    public var paddingToken: String?
    /// Tokens that `tokenizer.json` may lack.
    public var addedTokens: [AddedToken] = []
    /// Whether a text begins with the begin token; absent when `tokenizer.json` decides.
    public var addsBeginToken: Bool?
    /// Whether a text ends with the end token; absent when `tokenizer.json` decides.
    public var addsEndToken: Bool?
    /// The chat template; of several the one named `default`.
    public var chatTemplate: String?

    /// A configuration that adds nothing.
    public init() {}

    /// Reads the content of `tokenizer_config.json` or of `special_tokens_map.json`.
    public init(_ json: JSONValue) throws {
        let root = JSONPath(json)
        beginToken = try root.tokenName("bos_token")
        endToken = try root.tokenName("eos_token")
        unknownToken = try root.tokenName("unk_token")
        paddingToken = try root.tokenName("pad_token")
        addsBeginToken = try root.optional("add_bos_token")?.bool()
        addsEndToken = try root.optional("add_eos_token")?.bool()
        chatTemplate = try root.chatTemplate()
        for (key, value) in try root.optional("added_tokens_decoder")?.object().members ?? [] {
            let path = JSONPath(value, path: "added_tokens_decoder." + key)
            guard let id = Int32(key), id >= 0 else {
                throw TokenizerError.invalidValue(path: path.path, expected: "a token id as the key")
            }
            addedTokens.append(try AddedToken(path, id: id))
        }
    }
}

extension JSONPath {
    /// A token given as text or as an object with its content.
    fileprivate func tokenName(_ key: String) throws -> String? {
        guard let token = try optional(key) else { return nil }
        if case .object = token.value { return try token.at("content").string() }
        return try token.string()
    }

    /// One template, or the one named `default` of several.
    fileprivate func chatTemplate() throws -> String? {
        guard let template = try optional("chat_template") else { return nil }
        guard case .array = template.value else { return try template.string() }
        for named in try template.elements() where try named.at("name").string() == "default" {
            return try named.at("template").string()
        }
        return nil
    }
}
