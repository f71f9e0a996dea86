internal import AttuneFormats
public import AttuneNN
public import AttuneTensor
public import AttuneText
internal import Foundation

/// Everything that a model's folder or file holds, before any weight is loaded.
public struct ModelBundle: Sendable {
    /// The folder or file.
    public let path: String
    /// The weights under their Hugging Face names.
    public let source: WeightSource
    /// The tokenizer with its template and end tokens.
    public let tokenizer: ModelTokenizer
    /// The chat template, compiled; nil when the model has none.
    public let chatTemplate: ChatTemplate?

    /// Opens a Hugging Face model folder, a GGUF file, or a folder that holds one GGUF file.
    ///
    /// - Throws: the error of the part that is missing or wrong.
    public init(path: String) throws {
        let resolved = Self.resolve(path)
        self.path = resolved
        source = try WeightSource(path: resolved)
        tokenizer = try ModelTokenizer(path: resolved)
        chatTemplate = try tokenizer.chatTemplate.map { try ChatTemplate(source: $0) }
    }

    /// The tokenizer alone of the same folder or file; other files of the model need not be there.
    ///
    /// - Throws: the error of the part that is missing or wrong.
    public static func tokenizer(path: String) throws -> ModelTokenizer { try ModelTokenizer(path: resolve(path)) }

    private static func resolve(_ path: String) -> String {
        let manager = FileManager.default
        guard !manager.fileExists(atPath: path + "/config.json"),
            let names = try? manager.contentsOfDirectory(atPath: path)
        else { return path }
        let files = names.filter { $0.hasSuffix(".gguf") }
        return files.count == 1 ? path + "/" + files[0] : path
    }

    /// The tokens that end a turn or a text.
    public var endTokens: Set<Int32> { Set(tokenizer.endTokens) }

    /// The type that products run in when nobody chooses: the stored type, where the processor has products of it.
    public var naturalType: DType {
        source.savedType == .bfloat16 && Engine.hasNativeBFloat16 ? .bfloat16 : .float32
    }

    /// Loads the weights; see `DecoderModel.load`.
    public func load(
        computeType: DType, device: Device = .cpu, untied: Bool = false,
        keeping: (Parameter) -> WeightKeeping = { _ in .rounded }
    ) throws -> DecoderModel {
        try DecoderModel.load(source, computeType: computeType, device: device, untied: untied, keeping: keeping)
    }
}

extension ModelBundle {
    /// What the chat template sees beside the messages: the texts of the tokens that begin and end.
    public var templateContext: TemplateContext {
        let plain = tokenizer.tokenizer
        func text(_ id: Int32?) -> String? { id.map { String(decoding: plain.bytes(of: $0), as: UTF8.self) } }
        return TemplateContext(beginToken: text(plain.beginToken), endToken: text(plain.endToken))
    }
}
