/// What happens during a run, in order.
///
/// Console, metrics file and reports are fed from these alone.
public enum RunEvent: Sendable {
    /// A stage of the work begins; `detail` is for people.
    case phase(RunPhase, detail: String)
    /// The plan is made; training is about to begin.
    case planned(RunPlan)
    /// Part of a phase is done, 0...1.
    case progress(RunPhase, share: Double)
    /// An optimizer step is done.
    case step(StepReport)
    /// A phase of the strategy is over.
    case phaseDone(PhaseReport)
    /// The model was measured.
    case evaluation(EvaluationReport)
    /// A checkpoint was written.
    case checkpoint(step: Int, path: String)
    /// Something that the reader should know.
    case notice(String)
    /// The run has its result.
    case finished(RunReport)
}

/// The stages of a run.
public enum RunPhase: String, Sendable, CaseIterable {
    /// Reading and encoding the data.
    case data
    /// Loading the model.
    case model
    /// Measuring the model before training.
    case before
    /// Taking steps.
    case training
    /// Measuring on the validation set.
    case validation
    /// Measuring the trained model.
    case after
    /// Writing and checking the result.
    case saving
}

/// When in a run a measurement was made.
public enum EvaluationMoment: String, Codable, Sendable, CaseIterable {
    /// Before the first step, on the test set.
    case before
    /// Between steps, on the validation set.
    case validation
    /// After the last step, on the test set.
    case after
}

/// A measurement of the model.
public struct EvaluationReport: Sendable, Equatable {
    /// When it was made.
    public var moment: EvaluationMoment
    /// The finished steps at that time.
    public var step: Int
    /// The figures.
    public var metrics: Metrics
    /// Whether it is the best validation so far.
    public var isBest: Bool
}

/// What a run is going to do.
public struct RunPlan: Sendable, Equatable {
    /// The model's path.
    public var model: String
    /// All weights of the model.
    public var parameterCount: Int
    /// The weights that train.
    public var trainableCount: Int
    /// What every tensor does in the run.
    public var tensors: [TensorPlan]
    /// What a person should know about the strategy before the run.
    public var warnings: [String]
    /// The precision of products.
    public var precision: String
    /// The strategy's name.
    public var strategy: String
    /// Training documents and their tokens.
    public var documents: Int
    /// The tokens of an epoch.
    public var tokensPerEpoch: Int
    /// The share of row space that tokens fill, 0...1.
    public var packingEfficiency: Double
    /// Optimizer steps of the whole run.
    public var totalSteps: Int
    /// Optimizer steps of an epoch.
    public var stepsPerEpoch: Int
    /// The learning rate and where it comes from.
    public var learningRate: Double
    /// Why it has this value.
    public var learningRateReason: String
    /// Whether activations are made again in the backward.
    public var recomputes: Bool
    /// The step that the run goes on from; 0 for a new run.
    public var firstStep: Int
    /// The run's folder.
    public var folder: String
    /// What the run will hold in memory at its peak.
    public var memory: MemoryEstimate
}

/// The result of a run, as `report.json` holds it.
public struct RunReport: Codable, Sendable, Equatable {
    /// The forgetting probe's figures.
    public struct Forgetting: Codable, Sendable, Equatable {
        /// Perplexity on general text after training over that before.
        public var perplexityRatio: Double
        /// The perplexity before.
        public var before: Double
        /// The perplexity after.
        public var after: Double
    }

    /// The test set before training.
    public var before: Metrics?
    /// The test set after training.
    public var after: Metrics?
    /// What happened to general text.
    public var forgetting: Forgetting?
    /// The validation of the weights that are the result, or the last one of a run that was stopped.
    public var validation: Metrics?
    /// Finished optimizer steps.
    public var steps: Int
    /// Tokens that ran through training.
    public var tokens: Int
    /// Tokens a second over all steps of this process.
    public var tokensPerSecond: Double
    /// Seconds from the start of the process to the end.
    public var seconds: Double
    /// Seconds from the start of the process to the end of the first optimizer step.
    public var secondsToFirstStep: Double?
    /// The most memory that the process has held.
    public var peakMemoryBytes: Int
    /// The folder of the trained model.
    public var model: String
    /// The weights that ever trained.
    public var trainableParameters: Int?
    /// Why training ended: `finished`, `early_stopping` or `stopped`.
    public var reason: String
}
