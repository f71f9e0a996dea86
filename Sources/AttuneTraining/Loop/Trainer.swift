internal import AttuneData
internal import AttuneErrors
public import AttuneModels
public import AttuneNN
internal import AttuneTensor
public import AttuneOptim
internal import Foundation

/// The one training loop: it takes steps, and calls out between them.
///
/// It names no feature. What trains is the strategy's business, how weights move the optimizer's, what happens between
/// steps the caller's.
public final class Trainer {
    /// The numbers of a run that hold for all its steps.
    public struct Settings: Sendable, Equatable {
        /// The highest learning rate.
        public var learningRate: Double
        /// The share of it in each step.
        public var schedule: Schedule
        /// The norm that gradients are clipped to; nil leaves them.
        public var maxGradientNorm: Double?
        /// Which norm that is, and with it when weights move: with `globalNorm` at the end of the step, otherwise stage by
        /// stage inside the backward.
        public var clipping = Clipping.globalNorm
        /// Whether weights move inside the backward.
        public var updatesInBackward = false
        /// How exactly weights are kept from the first step in which they train.
        public var keeping = WeightKeeping.rounded
        /// Whether activations are made again in the backward.
        public var recomputes: Bool
        /// The number of steps of the whole run.
        public var totalSteps: Int
        /// What is minimised.
        public var objective = Objective()
        /// The seed of what the passes draw by chance.
        public var seed: UInt64 = 0

        /// Makes settings.
        public init(
            learningRate: Double, schedule: Schedule, maxGradientNorm: Double?, recomputes: Bool, totalSteps: Int
        ) {
            self.learningRate = learningRate
            self.schedule = schedule
            self.maxGradientNorm = maxGradientNorm
            self.recomputes = recomputes
            self.totalSteps = totalSteps
        }
    }

    /// The model that trains.
    public let model: DecoderModel
    /// How its weights move.
    public let optimizer: any Optimizer
    /// Where the run stands.
    public var state: TrainerState
    /// The parameters that the last step trained, with their factors.
    public private(set) var factors: [String: Double] = [:]
    /// The sum of the squares of each gradient of the last step, before clipping, by the parameter's name.
    public var gradientSquares: [String: Double] { update.gradientSquares }
    private let source: any StepSource
    private let settings: Settings
    private let pass: StagedPass
    private let update: any WeightUpdate
    /// What trains, and when.
    public let strategy: any Strategy
    /// The parameters of the model by part.
    public let layout: ModelLayout

    /// Puts the parts of a run together.
    public init(
        model: DecoderModel, source: any StepSource, strategy: any Strategy, optimizer: any Optimizer,
        settings: Settings,
        state: TrainerState = TrainerState()
    ) {
        self.model = model
        self.source = source
        self.strategy = strategy
        self.optimizer = optimizer
        self.settings = settings
        self.state = state
        layout = model.layout
        pass = StagedPass(model, recomputes: settings.recomputes, objective: settings.objective)
        update =
            settings.updatesInBackward
            ? UpdateInBackward(optimizer, clipping: settings.clipping) : UpdateAtEnd(optimizer)
    }

    /// Whether all steps are done, or early stopping has ended the run.
    public var isFinished: Bool { state.step >= settings.totalSteps || state.stopping.hasStopped }

    /// Whether the last step ended an epoch.
    public var isAtEpochEnd: Bool { state.cursor.position == 0 && state.step > 0 }

    /// Whether the last step ended a phase of the strategy.
    public var isAtPhaseEnd: Bool {
        isFinished || strategy.phase(ofStep: state.step) != strategy.phase(ofStep: state.step - 1)
    }

    /// Takes steps until the run is finished or `afterStep` returns false.
    public func run(afterStep: (StepReport) throws -> Bool) throws {
        while !isFinished {
            let report = try step()
            guard try afterStep(report) else { return }
        }
    }

    /// Lets go of gradients and optimizer state after the last step, so that saving and checking find room.
    func releaseWorkingMemory() throws {
        model.store.clearGradients(releasing: true)
        try optimizer.restore(OptimizerState(), for: [])
        Engine.releaseFreedMemory()
    }

    /// One optimizer step over all its micro-batches.
    ///
    /// - Throws: `TrainingError.nonFinite` when the loss or a gradient is not finite: before any weight has changed, or,
    ///   with updates inside the backward, before any weight of that stage and below.
    public func step() throws -> StepReport {
        let start = ContinuousClock.now
        factors = try select()
        let batches = source.microBatches(at: state.cursor)
        let rate = settings.learningRate * settings.schedule.share(at: state.step)
        let plan = updatePlan(rate, factors, batches)
        let loss = try accumulate(batches, plan)
        try strategy.observe(gradientsOf: model, step: state.step, state: &state.strategy)
        let norm = try update.finish(model.store.parameters, plan)
        state.gradientNorm = norm
        advance(tokens: batches.reduce(0) { $0 + $1.tokenCount })
        return StepReport(
            step: state.step, epoch: epochsSeen, loss: loss, learningRate: rate, gradientNorm: norm,
            tokens: batches.reduce(0) { $0 + $1.tokenCount }, seconds: (ContinuousClock.now - start).seconds,
            peakMemoryBytes: ProcessMemory.peakBytes)
    }

    /// Makes the parameters of the next step train and all others rest; returns their factors.
    ///
    /// A parameter that rests has no gradient, and with `IdleState.reset` no optimizer state and no exact weight: what
    /// it learned beyond its rounding counts on average. Doing so again before the next step changes nothing.
    @discardableResult
    func select() throws -> [String: Double] {
        let factors = strategy.selection(step: state.step, of: layout, state: state.strategy)
        for parameter in model.store.parameters {
            parameter.isTrainable = factors[parameter.name] != nil
            if parameter.isTrainable {
                if parameter.keeping == .rounded { parameter.keep(settings.keeping) }
                continue
            }
            parameter.clearGradient(releasing: true)
            guard strategy.idleState == .reset else { continue }
            optimizer.forget(parameter.name)
            try parameter.settle(seed: settings.seed, step: state.step)
            parameter.keep(.rounded)
        }
        return factors
    }

    private func updatePlan(_ rate: Double, _ factors: [String: Double], _ batches: [Batch]) -> UpdatePlan {
        let (step, rows) = (state.step + 1, rowNames(batches))
        return UpdatePlan(
            learningRate: rate, factors: factors, maxGradientNorm: settings.maxGradientNorm,
            previousNorm: state.gradientNorm,
            nonFinite: { .nonFinite(what: "gradient", step: step, place: $0, rows: rows) })
    }

    private func accumulate(_ batches: [Batch], _ plan: UpdatePlan) throws -> Double {
        let weightSum = batches.reduce(0) { $0 + $1.weightSum }
        guard weightSum > 0 else { throw TrainingError.noTargets(step: state.step + 1, rows: rowNames(batches)) }
        model.store.clearGradients()
        model.store.gradientType = batches.count > 1 ? .float32 : model.store.computeType
        var sum = 0.0
        for (index, batch) in batches.enumerated() {
            let completes = index == batches.count - 1
            let draw = Draw(seed: settings.seed, step: state.step, microBatch: index)
            sum += try pass.run(batch, scale: 1 / weightSum, draw: draw) { stage in
                if completes { try update.stageCompleted(model.parameters(ofStage: stage), plan) }
            }
        }
        let loss = sum / weightSum
        guard loss.isFinite else {
            let place = try firstNonFiniteStage(batches) ?? "the loss"
            throw TrainingError.nonFinite(
                what: "loss", step: state.step + 1, place: place, rows: rowNames(batches))
        }
        return loss
    }

    /// Runs the batches again, looking at every stage's output.
    private func firstNonFiniteStage(_ batches: [Batch]) throws -> String? {
        for batch in batches {
            let context = try model.documentContext(positions: batch.positions, batch.layout)
            var hidden = try model.embedding(.init(ids: batch.ids, on: model.device))
            guard try hidden.isFinite() else { return "the embedding" }
            for (index, block) in model.blocks.enumerated() {
                hidden = try block(hidden, context)
                guard try hidden.isFinite() else { return "layer \(index)" }
            }
        }
        return nil
    }

    private func rowNames(_ batches: [Batch]) -> [String] {
        batches.flatMap { $0.rows.map { source.rowName($0) } }
    }

    private func advance(tokens: Int) {
        state.step += 1
        state.tokens += tokens
        state.cursor = state.cursor.advanced(stepsPerEpoch: source.stepsPerEpoch)
    }

    private var epochsSeen: Double {
        Double(state.cursor.epoch) + Double(state.cursor.position) / Double(max(1, source.stepsPerEpoch))
    }
}
