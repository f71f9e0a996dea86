/// What one optimizer step did; a line of `metrics.jsonl`.
public struct StepReport: Sendable, Equatable {
    /// The number of finished steps, from 1.
    public var step: Int
    /// The epochs of data seen, with the fraction of the current one.
    public var epoch: Double
    /// The weighted mean loss in nats over the step's targets.
    public var loss: Double
    /// The learning rate used.
    public var learningRate: Double
    /// The global norm of the gradients before clipping.
    public var gradientNorm: Double
    /// The tokens that ran through the model; nothing is padded.
    public var tokens: Int
    /// Seconds of the step.
    public var seconds: Double
    /// The most memory that the process has held, in bytes.
    public var peakMemoryBytes: Int

    /// Tokens a second in this step.
    public var tokensPerSecond: Double { seconds > 0 ? Double(tokens) / seconds : 0 }
}
