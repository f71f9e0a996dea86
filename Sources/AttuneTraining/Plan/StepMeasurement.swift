internal import AttuneModels
public import AttuneTensor

/// What training steps of a recipe cost on this machine: measured, with nothing written.
public struct StepMeasurement: Sendable, Equatable {
    /// Seconds of each measured step.
    public internal(set) var seconds: [Double] = []
    /// Tokens of each measured step; nothing is padded.
    public internal(set) var tokens: [Int] = []
    /// The loss of each measured step.
    public internal(set) var losses: [Double] = []
    /// Seconds from the start of the process to the end of the first step of all.
    public internal(set) var secondsToFirstStep = 0.0
    /// The most memory that the process had held by the end of the measured steps.
    public internal(set) var peakMemoryBytes = 0
    /// Where the time of one more step went.
    public internal(set) var breakdown: Breakdown?

    /// The parts of a step.
    public struct Breakdown: Sendable, Equatable {
        /// Seconds of the step that was looked into.
        public let seconds: Double
        /// Its tokens.
        public let tokens: Int
        /// Its parts and products.
        public let profile: EngineProfile
        /// Seconds of all its products, each timed alone with its memory there already.
        public let productSecondsAlone: Double
        /// Floating-point operations of all its products.
        public let productOperations: Double
    }

    /// The median over the steps of tokens a second.
    public var tokensPerSecond: Double {
        let rates = zip(tokens, seconds).map { Double($0) / max($1, 1e-9) }.sorted()
        guard !rates.isEmpty else { return 0 }
        return (rates[(rates.count - 1) / 2] + rates[rates.count / 2]) / 2
    }
}

extension TrainingJob {
    /// Takes `steps` steps after `warmUp` others and measures them; with `looksInside` one more by its parts.
    ///
    /// The steps are those of `run`, on the same data in the same order; no run folder is made and nothing is saved.
    public func measure(
        steps: Int, warmUp: Int = 2, looksInside: Bool, emit: (RunEvent) -> Void = { _ in }
    ) throws -> StepMeasurement {
        if let threads = recipe.training.threads { try Engine.setThreadCount(threads) }
        let prepared = try PreparedRun(recipe, emit: emit)
        return try withoutGradients {
            emit(.phase(.model, detail: prepared.bundle.path))
            let trainer = try prepared.makeTrainer()
            emit(.phase(.training, detail: ""))
            var result = StepMeasurement()
            for index in 0..<warmUp + steps {
                let report = try trainer.step()
                if index == 0 { result.secondsToFirstStep = ProcessClock.secondsSinceStart }
                if index >= warmUp { result.add(report) }
                emit(.step(report))
            }
            result.peakMemoryBytes = ProcessMemory.peakBytes
            if looksInside { result.breakdown = try .init(of: trainer) }
            return result
        }
    }
}

extension StepMeasurement {
    fileprivate mutating func add(_ report: StepReport) {
        seconds.append(report.seconds)
        tokens.append(report.tokens)
        losses.append(report.loss)
    }
}

extension StepMeasurement.Breakdown {
    fileprivate init(of trainer: Trainer) throws {
        let (report, profile) = try EngineProfile.record { try trainer.step() }
        seconds = report.seconds
        tokens = report.tokens
        self.profile = profile
        try trainer.releaseWorkingMemory()
        productSecondsAlone = try profile.products.reduce(0) { try $0 + $1.secondsAlone() * Double($1.times) }
        productOperations = profile.products.reduce(0) { $0 + $1.operations * Double($1.times) }
    }
}
