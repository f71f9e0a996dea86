public import AttuneFormats
import AttuneJSON
public import AttuneText
import Foundation

/// The tokenizer of a model, with what belongs to it: the chat template and the tokens that end a turn.
public struct ModelTokenizer: Sendable {
    /// The tokenizer.
    public let tokenizer: Tokenizer
    /// The chat template, if the model has one.
    public let chatTemplate: String?
    /// The tokens at which generation ends, without repeats.
    public let endTokens: [Int32]
    let origin: Origin

    /// Where a tokenizer came from.
    enum Origin: Sendable {
        case folder(String)
        case gguf
    }

    /// Reads the tokenizer of a Hugging Face model folder or of a GGUF file.
    ///
    /// - Throws: ``ModelTokenizerError``, or the error of the file that is wrong.
    public init(path: String) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw ModelTokenizerError.notFound(path: path)
        }
        if isFolder.boolValue { try self.init(folder: path) } else { try self.init(gguf: GGUFFile(path: path)) }
    }

    /// Reads the tokenizer of an open GGUF file.
    public init(gguf file: GGUFFile) throws {
        let vocabulary = try GGUFVocabulary(file)
        tokenizer = try Tokenizer(TokenizerSource(vocabulary))
        chatTemplate = vocabulary.chatTemplate
        endTokens = Self.withoutRepeats(vocabulary.endTokens)
        origin = .gguf
    }

    private init(folder: String) throws {
        guard let file = try TokenizerFolder.json("tokenizer.json", in: folder) else {
            throw ModelTokenizerError.noTokenizer(folder: folder)
        }
        let configuration = try TokenizerFolder.configuration(folder)
        let generation = try TokenizerFolder.json("generation_config.json", in: folder)
        let source = try TokenizerSource(tokenizerJSON: file, configuration: configuration)
        tokenizer = try Tokenizer(source)
        chatTemplate = try TokenizerFolder.text("chat_template.jinja", in: folder) ?? configuration.chatTemplate
        let ends = try generation.map { try TokenizerFolder.endTokens($0) } ?? []
        endTokens = Self.withoutRepeats(ends + [source.roles.end].compactMap { $0 })
        origin = .folder(folder)
    }

    private static func withoutRepeats(_ ids: [Int32]) -> [Int32] {
        ids.enumerated().filter { !ids[..<$0.offset].contains($0.element) }.map(\.element)
    }
}
