import AttuneFormats
import AttuneJSON
import AttuneText
import Foundation

/// The tokenizer's files of a Hugging Face model folder.
enum TokenizerFolder {
    /// The files that belong to a tokenizer and travel with a model.
    static let files = [
        "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
        "chat_template.jinja", "generation_config.json", "vocab.json", "merges.txt", "tokenizer.model",
    ]

    /// The content of a JSON file, or nothing when the folder has no such file.
    static func json(_ name: String, in folder: String) throws -> JSONValue? {
        try contents(name, in: folder).map { try JSONParser.parse($0.bytes) }
    }

    /// The content of a text file, or nothing when the folder has no such file.
    static func text(_ name: String, in folder: String) throws -> String? {
        guard let file = try contents(name, in: folder) else { return nil }
        guard let text = String(validating: file.bytes, as: UTF8.self) else {
            throw ModelTokenizerError.notText(path: file.path)
        }
        return text
    }

    private static func contents(_ name: String, in folder: String) throws -> MappedFile? {
        let path = folder + "/" + name
        return FileManager.default.fileExists(atPath: path) ? try MappedFile(path: path) : nil
    }

    /// `tokenizer_config.json`, with the roles of `special_tokens_map.json` where it names none.
    static func configuration(_ folder: String) throws -> TokenizerConfiguration {
        var result =
            try json("tokenizer_config.json", in: folder).map { try TokenizerConfiguration($0) }
            ?? TokenizerConfiguration()
        guard let map = try json("special_tokens_map.json", in: folder) else { return result }
        let roles = try TokenizerConfiguration(map)
        result.beginToken = result.beginToken ?? roles.beginToken
        result.endToken = result.endToken ?? roles.endToken
        result.unknownToken = result.unknownToken ?? roles.unknownToken
        result.paddingToken = result.paddingToken ?? roles.paddingToken
        return result
    }

    /// `eos_token_id` of `generation_config.json`: one id or several.
    static func endTokens(_ json: JSONValue) throws -> [Int32] {
        guard let ends = try JSONPath(json).optional("eos_token_id") else { return [] }
        if case .array = ends.value { return try ends.elements().map { try $0.tokenID() } }
        return [try ends.tokenID()]
    }

    /// Copies the files of a folder byte by byte; returns their names.
    static func copy(_ source: String, to target: String) throws -> [String] {
        try files.filter { name in
            guard let file = try contents(name, in: source) else { return false }
            let copy = try AtomicFile(path: target + "/" + name)
            try copy.write(file.bytes)
            _ = try copy.commit()
            return true
        }
    }
}
