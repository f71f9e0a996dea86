public import AttuneJSON

extension TokenizerSource {
    /// A source from the files of a model folder.
    ///
    /// `truncation` and `padding` of the file are left aside: text is never cut or filled up without being asked.
    ///
    /// - Parameters:
    ///   - tokenizerJSON: The bytes of `tokenizer.json`.
    ///   - configuration: What `tokenizer_config.json` says, if the folder has one.
    /// - Throws: ``TokenizerError`` or `JSONError`, with the JSON path of what is wrong or unsupported.
    public init(tokenizerJSON: [UInt8], configuration: TokenizerConfiguration? = nil) throws {
        try self.init(tokenizerJSON: JSONParser.parse(tokenizerJSON), configuration: configuration)
    }

    /// A source from a parsed `tokenizer.json`.
    ///
    /// - Parameters:
    ///   - tokenizerJSON: The content of `tokenizer.json`.
    ///   - configuration: What `tokenizer_config.json` says, if there is one.
    /// - Throws: ``TokenizerError`` or `JSONError`, with the JSON path of what is wrong or unsupported.
    public init(tokenizerJSON: JSONValue, configuration: TokenizerConfiguration? = nil) throws {
        self.init()
        let root = JSONPath(tokenizerJSON)
        try readModel(root.at("model"))
        addedTokens = try root.optional("added_tokens")?.elements().map { try AddedToken($0) } ?? []
        normalizers = try root.optional("normalizer")?.components("normalizers").map { try NormalizerStep($0) } ?? []
        preTokenizers =
            try root.optional("pre_tokenizer")?.components("pretokenizers").map { try PreTokenizerStep($0) } ?? []
        decoders = try root.optional("decoder")?.components("decoders").map { try DecoderStep($0) } ?? []
        for processor in try root.optional("post_processor")?.components("processors") ?? [] {
            try readPostProcessor(processor)
        }
        if let configuration { try apply(configuration) }
    }

    /// Adds the tokens and the roles that `tokenizer_config.json` names.
    private mutating func apply(_ configuration: TokenizerConfiguration) throws {
        let known = Set(addedTokens.map(\.id))
        addedTokens += configuration.addedTokens.filter { !known.contains($0.id) }
        let index = ByteStringIndex(try spelledTokens())
        func id(_ name: String?, _ role: String) throws -> Int32? {
            guard let name else { return nil }
            guard let id = index.id(of: name.utf8) else { throw TokenizerError.unknownToken(name, role: role) }
            return id
        }
        roles = TokenRoles(
            begin: try id(configuration.beginToken, "bos_token"), end: try id(configuration.endToken, "eos_token"),
            unknown: try id(configuration.unknownToken, "unk_token"),
            padding: try id(configuration.paddingToken, "pad_token"))
        try applyTemplate(configuration)
    }

    /// Explicit settings replace the template of `tokenizer.json`, as in Transformers 5.
    private mutating func applyTemplate(_ configuration: TokenizerConfiguration) throws(TokenizerError) {
        guard configuration.addsBeginToken != nil || configuration.addsEndToken != nil else { return }
        template = [.text]
        if configuration.addsBeginToken == true {
            guard let begin = roles.begin else {
                throw .invalidValue(path: "add_bos_token", expected: "a bos_token beside it")
            }
            template.insert(.token(begin), at: 0)
        }
        if configuration.addsEndToken == true {
            guard let end = roles.end else {
                throw .invalidValue(path: "add_eos_token", expected: "an eos_token beside it")
            }
            template.append(.token(end))
        }
    }
}

extension JSONPath {
    /// The components of a place that holds one of them or a sequence.
    func components(_ key: String) throws -> [JSONPath] {
        guard try type() == "Sequence" else { return [self] }
        return try at(key).elements().flatMap { try $0.components(key) }
    }

    /// The name of a component.
    func type() throws -> String { try at("type").string() }

    /// The error of a component that is not carried out.
    func unsupportedType(_ supported: [String]) throws -> TokenizerError {
        .unsupported(path: path + ".type", value: "the component \(try type())", supported: supported)
    }

    /// A truth value that may be absent.
    func bool(_ key: String, default value: Bool) throws -> Bool { try optional(key)?.bool() ?? value }

    /// A token id.
    public func tokenID() throws -> Int32 {
        let id = try integer()
        guard id >= 0, id < TokenizerSource.maximumTokenCount else {
            throw TokenizerError.invalidValue(
                path: path, expected: "an id from 0 to \(TokenizerSource.maximumTokenCount - 1)")
        }
        return Int32(id)
    }
}
