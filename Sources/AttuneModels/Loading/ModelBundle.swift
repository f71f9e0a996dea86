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
    /// The adapter whose folder was opened; then everything else here is its base model's.
    public let adapter: AdapterFolder?

    /// Opens a Hugging Face model folder, a GGUF file, a folder that holds one GGUF file, or an adapter with its base.
    ///
    /// `base` is an adapter's base model instead of the one that it names; `locate` turns such a name into a path.
    ///
    /// - Throws: the error of the part that is missing or wrong.
    public init(path: String, base: String? = nil, locate: (String) throws -> String = { $0 }) throws {
        adapter = try AdapterFolder.isAdapter(path) ? AdapterFolder(path: path) : nil
        let resolved = Self.resolve(try adapter.map { try $0.basePath(base, locate) } ?? path)
        self.path = adapter?.path ?? resolved
        source = try WeightSource(path: resolved)
        tokenizer = try ModelTokenizer(path: resolved)
        chatTemplate = try tokenizer.chatTemplate.map { try ChatTemplate(source: $0) }
    }

    /// The tokenizer alone of the same folder or file; other files of the model need not be there.
    ///
    /// - Throws: the error of the part that is missing or wrong.
    public static func tokenizer(path: String) throws -> ModelTokenizer { try ModelTokenizer(path: resolve(path)) }

    /// Opens a whole model.
    ///
    /// - Throws: `AdapterError.notAModel` for an adapter.
    public init(model path: String) throws {
        guard !AdapterFolder.isAdapter(path) else { throw AdapterError.notAModel(path: path) }
        try self.init(path: path)
    }

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

    /// Loads the weights, and an adapter's beside them; see `DecoderModel.load`.
    public func load(
        computeType: DType, device: Device = .cpu, untied: Bool = false,
        keeping: (Parameter) -> WeightKeeping = { _ in .rounded },
        onNonFinite: (WeightError) throws -> Void = { throw $0 }
    ) throws -> DecoderModel {
        try checkVocabulary()
        let model = try DecoderModel.load(
            source, computeType: computeType, device: device, untied: untied, keeping: keeping,
            onNonFinite: onNonFinite)
        try adapter?.attach(to: model)
        return model
    }
}

extension ModelBundle {
    /// Sees to it that every token has a row in the token table; one more for padding is never looked up.
    ///
    /// - Throws: `WeightError.fewerRowsThanTokens`.
    func checkVocabulary() throws(WeightError) {
        let (tokens, rows) = (tokenizer.tokenizer.vocabularySize, source.configuration.vocabularySize)
        let isPadding = tokens == rows + 1 && tokenizer.tokenizer.source.roles.padding.map(Int.init) == rows
        guard tokens <= rows || isPadding else {
            throw .fewerRowsThanTokens(path: source.path, rows: rows, tokens: tokens)
        }
    }
}

extension AdapterFolder {
    /// Where the base model lies: as named by the caller, or by the configuration, also relative to the adapter's folder.
    fileprivate func basePath(_ chosen: String?, _ locate: (String) throws -> String) throws -> String {
        let name = chosen ?? baseName ?? ""
        let candidates = [try locate(name)] + (chosen == nil ? [path + "/" + name] : [])
        guard !name.isEmpty, let found = candidates.first(where: FileManager.default.fileExists(atPath:)) else {
            throw AdapterError.noBase(path: path, base: name)
        }
        guard !Self.isAdapter(found) else { throw AdapterError.notAModel(path: found) }
        return found
    }
}

extension ModelBundle {
    /// What the chat template sees beside the messages: the texts of the tokens that begin and end, and the time.
    ///
    /// Conversations have the machine's time; data has the recipe's date or none, so that it reads the same every day.
    public func templateContext(at time: TemplateTime?) -> TemplateContext {
        let plain = tokenizer.tokenizer
        func text(_ id: Int32?) -> String? { id.map { String(decoding: plain.bytes(of: $0), as: UTF8.self) } }
        return TemplateContext(beginToken: text(plain.beginToken), endToken: text(plain.endToken), now: time)
    }
}
