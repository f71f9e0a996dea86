/// The model to start from, and how it is held in memory.
public struct ModelSettings: Codable, Sendable, Equatable {
    /// A model folder, a .gguf file, or the name of a model in the cache.
    public var path = ""
    /// The number format of the computation.
    public var precision = Precision.auto
    /// What the forward pass keeps for the backward pass.
    public var activations = ActivationPolicy.auto
    /// Whether training starts from the stored weights or from random ones.
    public var initialise = Initialisation.pretrained

    /// Defaults; the path is still missing.
    public init() {}
}

/// The number format of the computation.
public enum Precision: String, Codable, Sendable, CaseIterable {
    /// `bf16` where the processor computes in it, otherwise `fp32`.
    case auto
    /// A bfloat16 compute copy beside float32 master weights and moments.
    case bf16
    /// Everything in float32.
    case fp32
    /// bfloat16 weights without a master copy, rounded stochastically.
    case bf16Lean = "bf16-lean"
    /// float16 with dynamic loss scaling; needs a GPU.
    case fp16
}

/// What the forward pass keeps for the backward pass.
public enum ActivationPolicy: String, Codable, Sendable, CaseIterable {
    /// `keep` when it fits into memory, otherwise `recompute`.
    case auto
    /// Hold what the backward pass of each stage needs.
    case keep
    /// Hold the input of each stage only, and run the stage again in the backward pass.
    case recompute
}

/// The weights that training starts from.
public enum Initialisation: String, Codable, Sendable, CaseIterable {
    /// The weights stored with the model.
    case pretrained
    /// Fresh random weights in the model's shape, drawn from the seed.
    case random
}
