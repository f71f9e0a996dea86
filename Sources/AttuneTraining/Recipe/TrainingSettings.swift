/// The optimizer, its learning rate, and the size and number of its steps.
public struct TrainingSettings: Codable, Sendable, Equatable {
    /// How often the training rows are seen.
    public var epochs = 3
    /// Ends the run earlier than the epochs do; nil does not.
    public var maxSteps: Int?
    /// The tokens of one optimizer step; nil when `batchSize` counts documents instead.
    public var tokensPerStep: Int? = 8192
    /// The documents of one micro-batch; excludes `tokensPerStep`.
    public var batchSize: Int?
    /// The micro-batches of one optimizer step; goes with `batchSize`.
    public var gradientAccumulation: Int?
    /// The most tokens of one forward pass; goes with `tokensPerStep`.
    public var microBatchTokens = MicroBatchTokens.auto
    /// The rule that turns gradients into updates.
    public var optimizer = OptimizerKind.adamw
    /// The decay rates of AdamW's two moments.
    public var betas = Betas()
    /// The small number under AdamW's root.
    public var epsilon = 1e-8
    /// The decoupled weight decay; norms, biases and embeddings are left out.
    public var weightDecay = 0.0
    /// The momentum of SGD.
    public var momentum = 0.0
    /// The highest learning rate of the schedule.
    public var learningRate = LearningRate.auto
    /// How the learning rate falls after the warm-up.
    public var schedule = ScheduleKind.cosine
    /// The share of all steps in which the learning rate rises.
    public var warmupRatio = 0.03
    /// The steps in which the learning rate rises; nil follows `warmupRatio`.
    public var warmupSteps: Int?
    /// The share of the learning rate at which the schedule ends.
    public var minLearningRateRatio = 0.0
    /// The largest global norm of the gradients; nil leaves them as they are.
    public var maxGradientNorm: Double? = 1.0
    /// Which norm that is.
    public var clipping = Clipping.globalNorm
    /// Whether a stage's weights move, and its gradients go, as soon as the backward has completed them.
    public var optimizerInBackward = false
    /// The share of each target that is spread evenly over the vocabulary.
    public var labelSmoothing = 0.0
    /// The weight of the squared logarithm of the softmax's denominator.
    public var zLossWeight = 0.0
    /// NEFTune's alpha, the size of the noise on embeddings; 0 adds none.
    public var neftuneAlpha = 0.0
    /// What happens when a loss or a gradient is no longer a finite number.
    public var nonFinite = NonFinitePolicy.stop
    /// When to end before the last epoch; nil does not.
    public var earlyStopping: EarlyStoppingSettings?
    /// The source of every random choice.
    public var seed = 42
    /// The threads of the computation; nil takes one for each processor core.
    public var threads: Int?

    /// AdamW for three epochs of 8,192 tokens a step.
    public init() {}

    /// The size of one optimizer step, from whichever of the keys is set.
    public var stepSize: StepSize {
        if let batchSize { return .documents(perMicroBatch: batchSize, microBatches: gradientAccumulation ?? 1) }
        return .tokens(tokensPerStep ?? 8192)
    }
}

/// When to end a run whose validation no longer improves.
public struct EarlyStoppingSettings: Codable, Sendable, Equatable {
    /// The validations without improvement after which the run ends.
    public var patience = 3
    /// What has to improve.
    public var metric = StoppingMetric.validationLoss
    /// The smallest change that counts as an improvement.
    public var minDelta = 1e-4

    /// Three validations without a lower loss.
    public init() {}
}
