import AttuneFormats
import AttuneJSON
import AttuneText

extension ModelTokenizer {
    /// Writes the tokenizer's files into a model folder that is there; returns their names.
    ///
    /// The files of a Hugging Face folder are copied byte by byte. A GGUF file has none: they are made, so that
    /// `tokenizers` and Transformers give the same ids.
    ///
    /// - Throws: The error of the file that cannot be read or written.
    @discardableResult
    public func write(to folder: String) throws -> [String] {
        guard case .gguf = origin else { return try copyFiles(to: folder) }
        var names: [String] = []
        for (name, text) in madeFiles {
            try AtomicFile.write(text, to: folder + "/" + name)
            names.append(name)
        }
        return names
    }

    /// In which way the files that ``write(to:)`` makes are another tokenizer, or nothing when they are the same.
    public var savingLimit: String? {
        guard tokenizer.source.hasPiecesOfEqualRank else { return nil }
        return
            "Pieces of the model's vocabulary have equal scores, which only a GGUF file can say: the tokenizer.json of a saved "
            + "model puts them in an order, and cuts some texts into other tokens."
    }

    private func copyFiles(to folder: String) throws -> [String] {
        guard case .folder(let source) = origin else { return [] }
        return try TokenizerFolder.copy(source, to: folder)
    }

    /// The files of a tokenizer without a folder, by name.
    private var madeFiles: [(name: String, text: String)] {
        var files = [
            ("tokenizer.json", tokenizer.source.tokenizerJSON.encoded(pretty: true) + "\n"),
            ("tokenizer_config.json", configurationJSON.encoded(pretty: true) + "\n"),
            ("special_tokens_map.json", JSONValue.object(JSONObject(namedRoles)).encoded(pretty: true) + "\n"),
            ("generation_config.json", generationJSON.encoded(pretty: true) + "\n"),
        ]
        if let chatTemplate { files.append(("chat_template.jinja", chatTemplate)) }
        return files
    }

    private var namedRoles: [(key: String, value: JSONValue)] {
        let source = tokenizer.source
        let roles = [
            ("bos_token", source.roles.begin), ("eos_token", source.roles.end), ("unk_token", source.roles.unknown),
            ("pad_token", source.roles.padding),
        ]
        return roles.compactMap { name, id in id.map { (name, .string(source.tokenText($0))) } }
    }

    /// The class is the general one, which follows `tokenizer.json`: others rebuild the cutting of the text by name.
    private var configurationJSON: JSONValue {
        let source = tokenizer.source
        var members: [(key: String, value: JSONValue)] = [
            ("tokenizer_class", .string("PreTrainedTokenizerFast")),
            ("add_bos_token", .bool(source.template.first != .text)),
            ("add_eos_token", .bool(source.template.last != .text)),
            ("clean_up_tokenization_spaces", .bool(false)), ("model_input_names", .modelInputs),
        ]
        members += namedRoles
        if let chatTemplate { members.append(("chat_template", .string(chatTemplate))) }
        return .object(JSONObject(members))
    }

    private var generationJSON: JSONValue {
        var object = JSONObject()
        let ends = endTokens.map { JSONValue.integer(Int64($0)) }
        object["bos_token_id"] = tokenizer.beginToken.map { .integer(Int64($0)) }
        object["eos_token_id"] = ends.count > 1 ? .array(ends) : ends.first
        object["pad_token_id"] = tokenizer.source.roles.padding.map { .integer(Int64($0)) }
        return .object(object)
    }
}

extension JSONValue {
    fileprivate static let modelInputs = JSONValue.array([.string("input_ids"), .string("attention_mask")])
}
