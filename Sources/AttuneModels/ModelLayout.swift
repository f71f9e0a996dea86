public import AttuneFormats
internal import AttuneNN

/// The names and sizes of a model's parameters by part, without a weight: what strategies choose from.
public struct ModelLayout: Sendable, Equatable {
    /// A part of the model that trains or rests as a whole.
    public enum Group: Hashable, Sendable, Comparable {
        /// The token table; with it the head's weight when they are tied.
        case embedding
        /// A block, counted from the bottom.
        case layer(Int)
        /// The norm before the head.
        case finalNorm
        /// The weight of a head of its own.
        case head
    }

    /// One parameter.
    public struct Entry: Sendable, Equatable {
        /// The name in a checkpoint.
        public let name: String
        /// The shape.
        public let shape: [Int]
        /// The part that it belongs to.
        public let group: Group
        /// The number of weights.
        public var elementCount: Int { shape.reduce(1, *) }
        /// Whether it is a matrix of an adapter.
        public var isAdapter: Bool { name.hasSuffix(".lora_A.weight") || name.hasSuffix(".lora_B.weight") }
    }

    /// The parameters; a tied weight is here once.
    public let entries: [Entry]
    /// The number of blocks.
    public let layerCount: Int
    /// Whether the head's weight is the embedding's.
    public let tiesEmbeddings: Bool

    /// A layout of named shapes.
    public init(_ parameters: [(name: String, shape: [Int])], layerCount: Int, tiesEmbeddings: Bool) {
        entries = parameters.map { Entry(name: $0.name, shape: $0.shape, group: Group(parameter: $0.name)) }
        self.layerCount = layerCount
        self.tiesEmbeddings = tiesEmbeddings
    }

    /// The layout that a configuration describes; `untied` gives the head a weight of its own.
    public init(_ configuration: ModelConfiguration, untied: Bool = false) {
        var configuration = configuration
        if untied { configuration.tiesEmbeddings = false }
        self.init(
            configuration.weightShapes, layerCount: configuration.layerCount,
            tiesEmbeddings: configuration.tiesEmbeddings)
    }

    /// The names of the blocks' linear layers.
    public var linearLayers: [String] { linearEntries.map { String($0.name.dropLast(".weight".count)) } }

    /// The layout with the matrices of adapters of a rank beside these layers.
    public func addingAdapters(rank: Int, to modules: [String]) -> ModelLayout {
        let chosen = Set(modules)
        let matrices = linearEntries.flatMap { entry -> [(name: String, shape: [Int])] in
            let module = String(entry.name.dropLast(".weight".count))
            guard chosen.contains(module) else { return [] }
            return [
                (module + ".lora_A.weight", [rank, entry.shape[1]]),
                (module + ".lora_B.weight", [entry.shape[0], rank]),
            ]
        }
        return ModelLayout(
            entries.map { ($0.name, $0.shape) } + matrices, layerCount: layerCount, tiesEmbeddings: tiesEmbeddings)
    }

    private var linearEntries: [Entry] {
        entries.filter { entry in
            guard case .layer = entry.group else { return false }
            return entry.shape.count == 2 && !entry.isAdapter
        }
    }

    /// The parts from the bottom up.
    public var groups: [Group] { Set(entries.map(\.group)).sorted() }
    /// The number of weights.
    public var elementCount: Int { entries.reduce(0) { $0 + $1.elementCount } }
}

extension ModelLayout.Group {
    /// The part that a parameter belongs to by its name; the number of a layer is a whole component of it.
    init(parameter name: String) {
        let parts = name.split(separator: ".")
        if let place = parts.firstIndex(of: "layers"), place + 1 < parts.count, let layer = Int(parts[place + 1]) {
            self = .layer(layer)
        } else if parts.contains("embed_tokens") {
            self = .embedding
        } else {
            self = parts.contains("lm_head") ? .head : .finalNorm
        }
    }
}

extension ModelLayout.Group: CustomStringConvertible {
    /// What the part is called in messages and in saved states.
    public var description: String {
        switch self {
        case .embedding: "embedding"
        case .layer(let layer): "layer \(layer)"
        case .finalNorm: "final norm"
        case .head: "head"
        }
    }
}

extension DecoderModel {
    /// The parameters as they are now, adapters included.
    public var layout: ModelLayout {
        ModelLayout(
            store.parameters.map { ($0.name, $0.shape) }, layerCount: blocks.count, tiesEmbeddings: tiesEmbeddings)
    }
}
