internal import AttuneData
internal import AttuneErrors
internal import AttuneFormats
internal import AttuneModels
internal import AttuneNN
internal import AttuneOptim
internal import AttuneTensor

/// A recipe on its way to a trained model: data, model, loop, measurements, result.
///
/// Plain code on one thread.
public struct TrainingJob: Sendable {
    let recipe: Recipe
    private let mode: RunMode
    private let card: (@Sendable (ModelRecord) -> String)?

    /// A job for a recipe that has been read and validated.
    ///
    /// `card` makes the text of the `README.md` of every model folder that the job saves; without it there is none.
    public init(recipe: Recipe, mode: RunMode = .fresh, card: (@Sendable (ModelRecord) -> String)? = nil) {
        self.recipe = recipe
        self.mode = mode
        self.card = card
    }

    /// What a run would do: data and model configuration are read, no weight is, and no run folder is made.
    public func plan(emit: (RunEvent) -> Void = { _ in }) throws -> RunPlan {
        let prepared = try PreparedRun(recipe, emit: emit)
        return prepared.plan(firstStep: 0)
    }

    /// Trains, measures, saves and checks the result.
    ///
    /// `stop` ends the run after the current step with a checkpoint. A finished run in the folder gives nil with `resume`.
    public func run(until stop: StopFlag, emit: (RunEvent) -> Void) throws -> RunReport? {
        try withoutActuallyEscaping(emit) { emit in
            if let threads = recipe.training.threads { try Engine.setThreadCount(threads) }
            let prepared = try PreparedRun(recipe, emit: emit)
            let folder = try RunFolder(path: prepared.folderPath, mode: mode)
            if let old = folder.movedAside { emit(.notice("The earlier run was moved to \(old).")) }
            if mode == .resume, folder.isFinished {
                emit(.notice("The run in \(folder.path) is finished; nothing is left to do."))
                return nil
            }
            return try withoutGradients {
                let execution: RunExecution
                do {
                    execution = try RunExecution(prepared, folder, card: card, stop: stop, emit: emit)
                } catch {
                    try folder.abandon()
                    throw error
                }
                return try execution.run(until: stop, mode: mode)
            }
        }
    }
}

/// A recipe with its data read and its numbers settled, before any weight is loaded.
struct PreparedRun {
    let recipe: Recipe
    let bundle: ModelBundle
    let data: RunData
    /// Where the model comes from.
    let origin: ModelOrigin
    let computeType: DType
    let rate: (value: Double, reason: String)
    let recomputes: Bool
    let totalSteps: Int
    let parameterCount: Int
    let strategy: any Strategy
    /// The parameters, the strategy's adapters among them.
    let layout: ModelLayout
    /// What trains in each kind of phase, as far as memory and time depend on it, and in how many steps.
    let phases: [TrainedShare: Int]
    /// What every tensor does in the run.
    let tensors: [TensorPlan]
    /// What a person should know before the run.
    let warnings: [String]

    init(_ recipe: Recipe, emit: (RunEvent) -> Void) throws {
        self.recipe = recipe
        try recipe.checkInputs()
        computeType = try recipe.model.computeType(on: .cpu)
        guard recipe.model.precision != .bf16Lean || recipe.training.optimizer.scalesUpdates else {
            throw TrainingError.unsupported(
                reason: "bf16-lean rounds by chance inside the optimizer's step, and training.optimizer is sgd.",
                remedy: "Set training.optimizer to adamw, adamw_8bit or adafactor, or model.precision to bf16.")
        }
        bundle = try ModelBundle(model: recipe.model.path)
        origin = ModelOrigin(bundle)
        emit(.phase(.data, detail: "reading and encoding"))
        data = try RunData(recipe, bundle, computeType: computeType)
        for notice in data.notices { emit(.notice(notice)) }
        totalSteps = data.feed.plan.totalSteps(epochs: recipe.training.epochs, maxSteps: recipe.training.maxSteps)
        let base = ModelLayout(bundle.source.configuration, untied: recipe.strategy.untie)
        let maker = StrategyMaker(
            settings: recipe.strategy, layout: base, totalSteps: totalSteps,
            stepsPerEpoch: data.feed.plan.stepsPerEpoch, seed: recipe.training.seed,
            initialSpread: bundle.source.configurationJSON.initialSpread)
        if recipe.strategy.untie, bundle.source.configuration.tiesEmbeddings == false { throw StrategyError.notTied }
        strategy = try maker.make()
        warnings =
            recipe.model.warnings + [bundle.tokenizer.savingLimit].compactMap { $0 } + maker.warnings()
            + recipe.training.warnings(totalSteps: totalSteps)
            + recipe.turnWarnings(stepsPerTurn: maker.stepsPerBlock)
        layout = strategy.prepared(base)
        tensors = TensorPlan.plan(strategy, layout, totalSteps: totalSteps)
        phases = TrainedShare.phases(of: strategy, layout, totalSteps: totalSteps)
        parameterCount = base.elementCount
        switch recipe.training.learningRate {
        case .value(let value): rate = (value, "from the recipe")
        case .auto:
            let rule = LearningRateRule.resolve(
                parameters: parameterCount, strategy: recipe.strategy.kind, optimizer: recipe.training.optimizer,
                tokensPerStep: data.feed.plan.tokensPerEpoch / max(1, data.feed.plan.stepsPerEpoch),
                stepsPerBlock: maker.stepsPerBlock)
            rate = (rule.rate, rule.reason)
        }
        recomputes = recipe.model.recomputes(
            bundle.source.configuration, microBatchTokens: recipe.microBatchTokens(for: computeType),
            type: computeType)
    }

    /// The weights that ever train.
    var trainableCount: Int { tensors.reduce(0) { $0 + ($1.trains ? $1.elementCount : 0) } }

    var folderPath: String { recipe.output.directory ?? "runs/run" }

    /// What must be equal for a resumed run to go on exactly.
    var fingerprint: String {
        var copy = recipe
        copy.output = OutputSettings()
        return copy.resolvedYAML() + "\n" + data.digest
    }

    var trainerSettings: Trainer.Settings {
        let training = recipe.training
        let shape = Schedule.Shape(rawValue: training.schedule.rawValue) ?? .constant
        var settings = Trainer.Settings(
            learningRate: rate.value,
            schedule: Schedule(
                shape, totalSteps: totalSteps, warmupRatio: training.warmupRatio,
                warmupSteps: training.warmupSteps,
                minimumShare: training.minLearningRateRatio),
            maxGradientNorm: training.maxGradientNorm, recomputes: recomputes, totalSteps: totalSteps)
        settings.keeping = recipe.keeping
        (settings.objective, settings.seed) = (training.objective, UInt64(training.seed))
        (settings.clipping, settings.updatesInBackward) = (training.clipping, training.optimizerInBackward)
        return settings
    }

    private var precisionName: String {
        if recipe.model.precision == .bf16Lean { return "bf16-lean" }
        return computeType == .float32 ? "fp32" : "bf16"
    }

    /// The parameters whose weights are kept exactly from the beginning: those that train at once, and with
    /// `IdleState.offload` those that ever train.
    var namesKeptFromLoading: Set<String> {
        let chosen = tensors.filter { strategy.idleState == .offload ? $0.trains : $0.firstStep == 0 }
        return Set(chosen.map(\.name))
    }

    /// Whether a step at a usual rate shows in every weight that trains: all but SGD's do, unless weights are only rounded or a
    /// large epsilon holds the steps back.
    var everyStepShows: Bool {
        let training = recipe.training
        return training.optimizer.scalesUpdates && training.epsilon <= ChangeCheck.visibleGradient
            && recipe.model.precision != .bf16Lean
    }

    func makeOptimizer() -> any Optimizer {
        let training = recipe.training
        switch training.optimizer {
        case .adamw, .adamw8bit:
            var settings = AdamW.Settings()
            settings.packsMoments = training.optimizer == .adamw8bit
            settings.seed = training.seed
            (settings.beta1, settings.beta2) = (training.betas.first, training.betas.second)
            (settings.epsilon, settings.weightDecay) = (training.epsilon, training.weightDecay)
            return AdamW(settings)
        case .adafactor:
            var settings = Adafactor.Settings()
            (settings.weightDecay, settings.seed) = (training.weightDecay, training.seed)
            return Adafactor(settings)
        case .sgd:
            var settings = SGD.Settings()
            (settings.momentum, settings.weightDecay) = (training.momentum, training.weightDecay)
            return SGD(settings)
        }
    }

    /// Loads the weights and puts the loop together.
    func makeTrainer() throws -> Trainer {
        let exact = namesKeptFromLoading
        let model = try bundle.load(
            computeType: computeType, untied: recipe.strategy.untie,
            keeping: { exact.contains($0.name) ? recipe.keeping : .rounded })
        try renewal?.apply(to: model)
        try strategy.prepare(model)
        return Trainer(
            model: model, source: data.feed, strategy: strategy, optimizer: makeOptimizer(), settings: trainerSettings)
    }

    /// The model's shape without its knowledge, where the recipe asks for it.
    private var renewal: WeightRenewal? {
        guard recipe.model.initialise == .random else { return nil }
        return WeightRenewal(
            .model, spread: bundle.source.configurationJSON.initialSpread, seed: recipe.training.seed)
    }

    /// How the result is stored: adapters exactly, unless the recipe says otherwise.
    var storedType: StorageType {
        let keepsExact = !recipe.strategy.trainsOwnWeights && recipe.output.dtype == .source
        return keepsExact ? .float32 : recipe.output.storedType(bundle.source)
    }

    func plan(firstStep: Int) -> RunPlan {
        let packing = data.feed.plan
        return RunPlan(
            model: bundle.path, parameterCount: parameterCount,
            trainableCount: trainableCount,
            tensors: tensors, warnings: warnings,
            precision: precisionName, strategy: recipe.strategy.kind.rawValue,
            documents: packing.documentCount, tokensPerEpoch: packing.tokensPerEpoch,
            packingEfficiency: packing.efficiency, totalSteps: totalSteps, stepsPerEpoch: packing.stepsPerEpoch,
            learningRate: rate.value, learningRateReason: rate.reason, recomputes: recomputes, firstStep: firstStep,
            folder: folderPath, memory: memory)
    }
}

extension Recipe {
    /// How exactly weights that train are kept beside their bfloat16 rounding.
    var keeping: WeightKeeping {
        if model.precision == .bf16Lean { return .rounded }
        return training.optimizer == .adamw8bit ? .shortened : .exact
    }
}

extension ModelSettings {
    /// What a person should know about the weights before the run.
    fileprivate var warnings: [String] {
        initialise == .random
            ? ["model.initialise is random: only the model's shape and tokenizer are used, it knows nothing yet."] : []
    }
}

extension TrainingSettings {
    /// What a person should know about the run's length before it begins.
    fileprivate func warnings(totalSteps: Int) -> [String] {
        guard let warmupSteps, warmupSteps >= totalSteps else { return [] }
        return [
            "training.warmup_steps is \(warmupSteps) and the run has \(totalSteps) steps: the learning rate rises to "
                + "the end; lower it."
        ]
    }
}

extension Recipe {
    /// What turns of so few steps ask of the optimizer; measured for turns of one and of four steps.
    func turnWarnings(stepsPerTurn: Int) -> [String] {
        guard strategy.kind == .layerwise, strategy.idleState == .reset, training.optimizer.isAdamW, stepsPerTurn <= 4
        else { return [] }
        return [
            "In turns of at most four steps AdamW has little to average over; adafactor with a late peak came out ahead in "
                + "turns of one step, and on one task of two in turns of three: attune recipes show layerwise."
        ]
    }
}
