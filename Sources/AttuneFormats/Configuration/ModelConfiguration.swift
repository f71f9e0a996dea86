/// The sizes and constants of a decoder, from whichever file described it.
public struct ModelConfiguration: Sendable, Equatable {
    /// The family, as `model_type` of Hugging Face configurations names it.
    public var modelType: String
    /// The number of tokens.
    public var vocabularySize: Int
    /// The width of hidden rows.
    public var width: Int
    /// The number of blocks.
    public var layerCount: Int
    /// The number of query heads.
    public var headCount: Int
    /// The number of key-value heads.
    public var keyValueHeadCount: Int
    /// The size of a head.
    public var headSize: Int
    /// The width of the feed-forward part.
    public var feedForwardWidth: Int
    /// Added to the mean square in norms.
    public var normEpsilon: Double
    /// Rotary positions.
    public var rope: RopeConfiguration
    /// The longest context that the model was made for.
    public var contextLength: Int
    /// Whether the head's weight is the embedding's.
    public var tiesEmbeddings: Bool
    /// Whether attention projections have biases.
    public var attentionBias: Bool
    /// Whether feed-forward projections have biases.
    public var feedForwardBias: Bool
    /// The token that begins a text.
    public var beginToken: Int?
    /// The tokens that end a turn or a text.
    public var endTokens: [Int]
    /// The token that fills up.
    public var padToken: Int?
    /// The type of the stored weights, when the configuration says it.
    public var sourceType: StorageType?

    /// The families that can be read.
    public static let supportedTypes = ["llama"]
}

/// Rotary position embedding as a configuration describes it.
public struct RopeConfiguration: Sendable, Equatable {
    /// The base of the frequencies.
    public var theta: Double
    /// How frequencies are stretched.
    public var scaling: RopeScaling

    /// Makes a configuration.
    public init(theta: Double, scaling: RopeScaling) {
        self.theta = theta
        self.scaling = scaling
    }
}

/// How rotary frequencies are stretched for longer contexts.
public enum RopeScaling: Sendable, Equatable {
    /// As trained.
    case none
    /// Divided by the factor.
    case linear(factor: Double)
    /// The way of Llama 3.1.
    case llama3(factor: Double, lowFrequencyFactor: Double, highFrequencyFactor: Double, originalContext: Int)
}
