internal import AttuneData
internal import AttuneErrors
internal import AttuneFormats
internal import AttuneModels
internal import AttuneNN
internal import AttuneOptim
internal import Foundation

/// One pass through a prepared run, from loading the weights to the report.
final class RunExecution {
    private let prepared: PreparedRun
    private let folder: RunFolder
    private let card: ((ModelRecord) -> String)?
    private let emit: (RunEvent) -> Void
    private let checkpoints: CheckpointStore
    private let trainer: Trainer
    private let measuring: RunMeasuring
    private let phases = PhaseMeter()
    private var changes: ChangeCheck?
    private var before = RunMeasuring.Before()
    private var validated: Metrics?
    private var stepSeconds = 0.0
    private var stepTokens = 0
    private var secondsToFirstStep: Double?

    private var recipe: Recipe { prepared.recipe }

    init(
        _ prepared: PreparedRun, _ folder: RunFolder, card: ((ModelRecord) -> String)?, stop: StopFlag,
        emit: @escaping (RunEvent) -> Void
    ) throws {
        self.prepared = prepared
        self.card = card
        self.folder = folder
        self.emit = emit
        checkpoints = CheckpointStore(folder: folder.path, keep: prepared.recipe.output.save.keep)
        emit(.phase(.model, detail: prepared.bundle.path))
        trainer = try prepared.makeTrainer()
        measuring = RunMeasuring(data: prepared.data, model: trainer.model, stop: stop, emit: emit)
    }

    /// Trains to the end, or to the stop flag.
    func run(until stop: StopFlag, mode: RunMode) throws -> RunReport {
        do { return try trainAndMeasure(until: stop, mode: mode) } catch is RunInterrupted {
            return report(reason: "stopped")
        }
    }

    private func trainAndMeasure(until stop: StopFlag, mode: RunMode) throws -> RunReport {
        if mode == .resume { try resume() }
        try AtomicFile.write(recipe.resolvedYAML(), to: folder.path + "/recipe.yaml")
        emit(.planned(prepared.plan(firstStep: trainer.state.step)))
        before = try measuring.before(measures: recipe.evaluation.before, file: folder.path + "/before.json")
        if let metrics = before.metrics {
            emit(.evaluation(EvaluationReport(moment: .before, step: 0, metrics: metrics, isBest: false)))
        }
        emit(.phase(.training, detail: ""))
        changes = try ChangeCheck(trainer.model, expectsMovement: prepared.everyStepShows)
        try trainer.run { try self.afterStep($0, stop) }
        guard trainer.isFinished else { return report(reason: "stopped") }
        try trainer.releaseWorkingMemory()
        try restoreBest()
        try saveResult()
        return try finish()
    }

    /// What happens between two steps.
    ///
    /// Returns whether training goes on.
    private func afterStep(_ report: StepReport, _ stop: StopFlag) throws -> Bool {
        stepSeconds += report.seconds
        stepTokens += report.tokens
        secondsToFirstStep = secondsToFirstStep ?? ProcessClock.secondsSinceStart
        emit(.step(report))
        try changes?.stepDone(
            trainer.model, factors: trainer.factors, rate: report.learningRate,
            gradientSquares: trainer.gradientSquares, endsPhase: trainer.isAtPhaseEnd, step: report.step)
        if let phase = try phases.stepDone(trainer, endsPhase: trainer.isAtPhaseEnd) { emit(.phaseDone(phase)) }
        if isDue(recipe.evaluation.every) || trainer.isFinished { try validate() }
        let stops = stop.isStopRequested
        if isDue(recipe.output.save.every) || trainer.isFinished || stops || stop.takeCheckpointRequest() {
            try saveCheckpoint()
        }
        return !stops
    }

    private func isDue(_ interval: Interval) -> Bool {
        switch interval {
        case .epoch: trainer.isAtEpochEnd
        case .steps(let count): trainer.state.step % count == 0
        }
    }

    /// Whether validation asks for classes; stopping by the loss looks at the loss that trains.
    private var classifiesValidation: Bool {
        recipe.training.earlyStopping.map { $0.metric != .validationLoss } ?? true
    }

    private func validate() throws {
        validated = try measuring.validation(classifies: classifiesValidation)
        guard let metrics = validated else { return }
        let stopping = recipe.training.earlyStopping
        var isBest = false
        if let stopping, let value = metrics[stopping.metric] {
            isBest = trainer.state.stopping.observe(
                value, step: trainer.state.step, lowerIsBetter: stopping.metric == .validationLoss,
                minDelta: stopping.minDelta, patience: stopping.patience)
        }
        emit(
            .evaluation(
                EvaluationReport(moment: .validation, step: trainer.state.step, metrics: metrics, isBest: isBest)))
        if isBest { try saveCheckpoint() }
    }

    private func saveCheckpoint() throws {
        let path = try checkpoints.save(
            trainer, source: prepared.bundle.source, type: prepared.storedType,
            fingerprint: prepared.fingerprint,
            extras: {
                _ = try self.prepared.bundle.tokenizer.write(to: $0)
                try self.describe($0, self.report(reason: "checkpoint"))
            })
        emit(.checkpoint(step: trainer.state.step, path: path))
    }

    private func resume() throws {
        let (path, damaged) = checkpoints.newestVerified()
        for error in damaged { emit(.notice("A damaged checkpoint is passed over: \(error)")) }
        guard let path else {
            emit(.notice("There is no checkpoint in \(folder.path); the run begins at the first step."))
            return
        }
        try Checkpoint.restore(path, into: trainer, fingerprint: prepared.fingerprint)
        emit(.notice("The run goes on from step \(trainer.state.step), \(path)."))
    }

    /// After early stopping, or when an earlier validation was better, the best weights come back and are measured anew,
    /// so that the figures are those of the result.
    private func restoreBest() throws {
        guard let best = trainer.state.stopping.bestStep, best != trainer.state.step else { return }
        try Checkpoint.restoreWeights(checkpoints.path(step: best), into: trainer.model)
        validated = try measuring.validation(classifies: classifiesValidation)
        emit(.notice("The weights of step \(best), the best validation, are the result."))
    }

    private func saveResult() throws {
        emit(.phase(.saving, detail: folder.modelPath))
        let prompt = Array(prepared.data.feed.store.ids(of: 0).prefix(16))
        _ = try ModelFolder.make(
            folder.modelPath, of: trainer.model, from: prepared.bundle, type: prepared.storedType, prompt: prompt,
            extras: { try describe($0, report(reason: "unmeasured")) })
    }

    /// Writes the model card, and beside it the licence files of the base model.
    private func describe(_ path: String, _ report: RunReport) throws {
        guard let card else { return }
        let origin = prepared.origin
        for file in origin.legalFiles {
            let target = path + "/" + URL(fileURLWithPath: file).lastPathComponent
            guard !FileManager.default.fileExists(atPath: target) else { continue }
            try Data(contentsOf: URL(fileURLWithPath: file)).write(to: URL(fileURLWithPath: target))
        }
        let record = ModelRecord(
            origin: origin, recipe: recipe, plan: prepared.plan(firstStep: 0), data: prepared.data.uses,
            report: report)
        try AtomicFile.write(card(record), to: path + "/README.md")
    }

    private func finish() throws -> RunReport {
        if prepared.data.testPrompts != nil || !prepared.data.testLoss.isEmpty {
            emit(.phase(.after, detail: "the test set"))
        }
        let after = try measuring.test(.after)
        if let after {
            emit(
                .evaluation(
                    EvaluationReport(moment: .after, step: trainer.state.step, metrics: after, isBest: false)))
        }
        let reason = trainer.state.stopping.hasStopped ? "early_stopping" : "finished"
        let report = report(after: after, probe: try measuring.probeLoss(.after), reason: reason)
        try describe(folder.modelPath, report)
        emit(.finished(report))
        return report
    }

    private func report(after: Metrics? = nil, probe: Double? = nil, reason: String) -> RunReport {
        var forgetting: RunReport.Forgetting?
        if let first = before.probeLoss, let probe {
            forgetting = RunReport.Forgetting(
                perplexityRatio: exp(probe - first), before: exp(first), after: exp(probe))
        }
        return RunReport(
            before: before.metrics, after: after, forgetting: forgetting, validation: validated,
            steps: trainer.state.step, tokens: trainer.state.tokens,
            tokensPerSecond: stepSeconds > 0 ? Double(stepTokens) / stepSeconds : 0,
            seconds: ProcessClock.secondsSinceStart, secondsToFirstStep: secondsToFirstStep,
            peakMemoryBytes: ProcessMemory.peakBytes, model: folder.modelPath,
            trainableParameters: prepared.trainableCount, reason: reason)
    }
}

extension Metrics {
    /// The value that early stopping looks at.
    fileprivate subscript(metric: StoppingMetric) -> Double? {
        switch metric {
        case .validationLoss: loss
        case .accuracy: accuracy
        case .macroF1: macroF1
        }
    }
}
