import AttuneJSON
import AttuneText
import Foundation

/// A text and what the reference makes of it.
struct TokenizerCase {
    let text: String
    let ids: [Int32]
    /// With the template around the text.
    let framed: [Int32]
    /// With special tokens taken for plain text.
    let plain: [Int32]
    let decoded: String
    /// Decoded without special tokens.
    let skipped: String

    init(_ json: JSONPath) throws {
        func ids(_ key: String) throws -> [Int32] { try json.at(key).elements().map { try Int32($0.integer()) } }
        text = try json.at("text").string()
        self.ids = try ids("ids")
        framed = try ids("framed")
        plain = try ids("plain")
        decoded = try json.at("decoded").string()
        skipped = try json.at("skipped").string()
    }
}

enum TokenizerFixtures {
    static let families = [
        "gpt2", "smollm", "llama3", "qwen2", "qwen35", "gpt4o", "tekken", "deepseek3", "default", "added", "llama2",
        "phi3",
        "mistral", "metaspace", "gemma",
    ]
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Fixtures/tokenizers")

    static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appendingPathComponent(name)))
    }

    static func tokenizer(_ family: String) throws -> Tokenizer {
        try Tokenizer(TokenizerSource(tokenizerJSON: bytes(family + ".json")))
    }

    static func cases(_ family: String) throws -> [TokenizerCase] {
        let json = try JSONParser.parse(bytes(family + ".cases.json"))
        return try JSONPath(json).at("cases").elements().map { try TokenizerCase($0) }
    }

    /// A small byte-level source: every byte, then the given tokens, which merge left to right in their order.
    static func byteLevel(tokens: [String] = [], added: [AddedToken] = []) throws -> TokenizerSource {
        var source = TokenizerSource()
        source.vocabulary = TokenTable((0...UInt8.max).map { Array(ByteAlphabet.spelling(of: [$0]).utf8) })
        for token in tokens { source.vocabulary.append(ByteAlphabet.spelling(of: token.utf8).utf8) }
        source.merges = try source.vocabulary.merges(
            spelled: tokens.map { token in
                let bytes = Array(token.utf8)
                let left = ByteAlphabet.spelling(of: bytes.dropLast())
                return Array("\(left) \(ByteAlphabet.spelling(of: bytes.suffix(1)))".utf8)
            })
        source.preTokenizers = [.byteLevel(addsPrefixSpace: false, cutsWords: true)]
        source.decoders = [.byteLevel]
        source.addedTokens = added
        return source
    }
}
