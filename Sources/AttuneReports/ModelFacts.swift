public import AttuneJSON
public import AttuneModels
internal import AttuneFormats
internal import AttuneText
internal import AttuneTraining

/// What a model is, for people and for machines.
public struct ModelFacts {
    private let bundle: ModelBundle
    private var configuration: ModelConfiguration { bundle.source.configuration }

    /// The facts of an opened model.
    public init(_ bundle: ModelBundle) { self.bundle = bundle }

    private var facts: [(key: String, text: String, value: JSONValue)] { modelFacts + adapterFacts }

    private var modelFacts: [(key: String, text: String, value: JSONValue)] {
        let c = configuration
        let parameters = c.parameterCount
        return [
            ("path", bundle.path, .string(bundle.path)),
            (
                "format", bundle.source.isGGUF ? "GGUF" : "Hugging Face folder",
                .string(bundle.source.isGGUF ? "gguf" : "hf")
            ),
            ("family", c.modelType, .string(c.modelType)),
            ("parameters", Figures.count(parameters), .integer(Int64(parameters))),
            ("layers", "\(c.layerCount)", .integer(Int64(c.layerCount))),
            ("width", "\(c.width), feed-forward \(c.feedForwardWidth)", .integer(Int64(c.width))),
            (
                "heads", "\(c.headCount) of size \(c.headSize), \(c.keyValueHeadCount) for keys and values",
                .integer(Int64(c.headCount))
            ),
            ("vocabulary", "\(c.vocabularySize)", .integer(Int64(c.vocabularySize))),
            ("context", "\(c.contextLength) tokens", .integer(Int64(c.contextLength))),
            (
                "head", c.tiesEmbeddings ? "tied to the embedding" : "of its own",
                .string(c.tiesEmbeddings ? "tied" : "own")
            ),
            ("saved as", bundle.source.savedType.rawValue, .string(bundle.source.savedType.rawValue)),
            ("chat template", bundle.chatTemplate == nil ? "none" : "there", .bool(bundle.chatTemplate != nil)),
            ("end tokens", endTokens.joined(separator: " "), .array(endTokens.map { .string($0) })),
            (
                "to train fully", "about \(Figures.bytes(parameters * 16)) for weights, gradients and moments in fp32",
                .integer(Int64(parameters * 16))
            ),
        ]
    }

    private var adapterFacts: [(key: String, text: String, value: JSONValue)] {
        guard let adapter = bundle.adapter else { return [] }
        let settings = adapter.settings
        return [
            (
                "adapter", "LoRA of rank \(settings.rank), scale \(settings.scale), on \(adapter.layerCount) layers",
                .string("lora")
            ),
            ("base", bundle.source.path, .string(bundle.source.path)),
        ]
    }

    private var endTokens: [String] {
        bundle.tokenizer.endTokens.map {
            String(decoding: bundle.tokenizer.tokenizer.bytes(of: $0), as: UTF8.self)
        }
    }

    /// The facts as JSON.
    public var json: JSONValue {
        .object(JSONObject(facts.map { (key: $0.key.replacing(" ", with: "_"), value: $0.value) }))
    }

    /// One line a fact.
    public func lines(_ console: Console) -> [String] {
        let width = facts.map(\.key.count).max() ?? 0
        return facts.map { fact in
            console.styled(fact.key, .bold) + String(repeating: " ", count: width + 2 - fact.key.count) + fact.text
        }
    }
}
