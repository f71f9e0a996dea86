public import AttuneModels
internal import AttuneFormats
internal import AttuneText
public import AttuneTraining

/// What a model is and what it takes to train it, for people and for machines.
public struct ModelFacts {
    let bundle: ModelBundle
    /// Where the model comes from, in its own files' words.
    public let origin: ModelOrigin
    /// What it takes to train it in the usual ways.
    public let needs: [TrainingNeed]
    let parts: [ParameterPart]
    let turns: TurnHandling

    /// The facts of an opened model; no weight is read.
    ///
    /// - Throws: the error of a model that cannot be planned for.
    public init(_ bundle: ModelBundle) throws {
        self.bundle = bundle
        origin = ModelOrigin(bundle)
        needs = try TrainingNeed.usual(for: bundle)
        parts = ParameterPart.parts(of: bundle.source.configuration)
        turns = TurnHandling(bundle)
    }

    var configuration: ModelConfiguration { bundle.source.configuration }

    /// The types that weights are stored in, the one with most bytes first.
    var storedTypes: [StorageType] {
        var bytes: [StorageType: Int] = [:]
        for name in bundle.source.names {
            guard let slice = try? bundle.source.slice(named: name).slice else { continue }
            bytes[slice.storage, default: 0] += slice.byteRange.count
        }
        return bytes.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }.map(\.key)
    }

    var endTokens: [String] {
        bundle.tokenizer.endTokens.map {
            String(decoding: bundle.tokenizer.tokenizer.bytes(of: $0), as: UTF8.self)
        }
    }

    /// How text becomes tokens, in words.
    var tokenizerKind: String {
        let source = bundle.tokenizer.tokenizer.source
        let isByteLevel = source.preTokenizers.contains {
            if case .byteLevel = $0 { true } else { false }
        }
        if isByteLevel { return "byte-level BPE" }
        return source.model.fallsBackToBytes ? "BPE that falls back to bytes" : "BPE"
    }

    /// How positions are told apart.
    var positions: String {
        switch configuration.rope.scaling {
        case .none: "as trained"
        case .linear(let factor): "stretched by \(Figures.fixed(factor, 1))"
        case .llama3(let factor, _, _, let original):
            "stretched by \(Figures.fixed(factor, 1)) from \(Figures.grouped(original))"
        }
    }

    /// What Attune cannot do with this model, or does in a way of its own.
    var limits: [String] {
        var limits: [String] = []
        if bundle.chatTemplate == nil {
            limits.append("It has no chat template: conversations cannot be read, plain text can.")
        }
        if let sentence = turns.limit { limits.append(sentence) }
        if let type = storedTypes.first(where: { $0.blockElements > 1 }) {
            limits.append(
                "Its weights are quantised (\(type.rawValue)): they are trained and saved as "
                    + "\(bundle.source.savedType.rawValue), not quantised again.")
        }
        if let sentence = bundle.tokenizer.savingLimit { limits.append(sentence) }
        return limits
    }
}
