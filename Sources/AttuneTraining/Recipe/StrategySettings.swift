/// Which parameters train, and when.
public struct StrategySettings: Codable, Sendable, Equatable {
    /// The way of choosing parameters.
    public var kind = StrategyKind.full
    /// How many blocks from the top train, with `partial`.
    public var topLayers: Int?
    /// Patterns of names that train too, with `partial`.
    public var parameters: [String] = []
    /// How many blocks from the top begin with fresh weights, with `partial`.
    public var reinitialise = 0
    /// The part that the token table plays.
    public var embeddings = PartUse.auto
    /// The part that the final norm plays.
    public var finalNorm = PartUse.auto
    /// The part that the head plays; tied to the table it follows `embeddings`.
    public var head = PartUse.auto
    /// Whether a tied head gets a weight of its own.
    public var untie = false
    /// The order of blocks, with `layerwise`.
    public var order = BlockOrder.topDown
    /// How often `layerwise` goes through all blocks.
    public var sweeps = 1
    /// The steps that a choice of blocks lasts, with `layerwise` and `lisa`; nil follows from the number of steps.
    public var stepsPerBlock: Int?
    /// The blocks that train at a time, with `lisa`.
    public var sampledLayers = 2
    /// The stages in which blocks join, with `progressive`.
    public var stages = 4
    /// The steps of a stage, with `progressive`; nil follows from the number of steps.
    public var stepsPerStage: Int?
    /// The steps between two measurements of gradients, with `surgical`; nil is an epoch.
    public var measureEvery: Int?
    /// The factor on the learning rate from one block to the block below.
    public var layerDecay = 1.0
    /// What becomes of optimizer state and exact weights of blocks that no longer train.
    public var idleState = IdleState.reset
    /// The numbers of `lora`; nil takes their defaults.
    public var lora: LoRASettings?

    /// Full fine-tuning.
    public init() {}
}

/// The ways of choosing the parameters that train.
public enum StrategyKind: String, Codable, Sendable, CaseIterable {
    /// Every parameter in every step.
    case full
    /// The same chosen parameters in every step.
    case partial
    /// One block at a time.
    case layerwise
    /// A few blocks, drawn anew every so many steps, with embedding and head.
    case lisa
    /// The top blocks first, more and more of those below later.
    case progressive
    /// Every parameter, at a learning rate by the relative size of its part's gradient.
    case surgical
    /// Small matrices beside frozen linear layers.
    case lora
}

/// The part that embedding, final norm or head play in a strategy.
public enum PartUse: String, Codable, Sendable, CaseIterable {
    /// What the kind of strategy usually does.
    case auto
    /// It trains in every step.
    case always
    /// It takes turns like a block.
    case scheduled
    /// It rests.
    case never
}

/// The order in which blocks take turns.
public enum BlockOrder: String, Codable, Sendable, CaseIterable {
    /// From the head down.
    case topDown = "top_down"
    /// From the embedding up.
    case bottomUp = "bottom_up"
    /// Drawn anew for each sweep.
    case random
}
