/// Where the results go, and in which form.
public struct OutputSettings: Codable, Sendable, Equatable {
    /// The run's folder; nil takes `runs/` and the name of the recipe, in the working directory.
    public var directory: String?
    /// The number format of the saved weights.
    public var dtype = OutputType.source
    /// When checkpoints are written, and how many stay.
    public var save = SaveSettings()

    /// The run's folder named after the recipe, weights in the source's format.
    public init() {}
}

/// When checkpoints are written, and how many stay.
public struct SaveSettings: Codable, Sendable, Equatable {
    /// How often a checkpoint is written.
    public var every = Interval.epoch
    /// How many of the newest stay, beside the best.
    public var keep = 2

    /// After each epoch, keeping two.
    public init() {}
}

/// The number format of the saved weights.
public enum OutputType: String, Codable, Sendable, CaseIterable {
    /// The format of the model that training started from; a quantised source becomes bfloat16.
    case source
    /// The float32 master weights.
    case fp32
    /// bfloat16.
    case bf16
}
