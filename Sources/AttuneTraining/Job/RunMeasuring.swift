internal import AttuneModels
internal import Foundation

/// The run was asked to stop while it measured.
struct RunInterrupted: Error {}

/// Measures the model of a run and remembers the figures from before training.
struct RunMeasuring {
    let data: RunData
    let model: DecoderModel
    let stop: StopFlag
    let emit: (RunEvent) -> Void

    /// What was measured before training; kept in the run's folder, so that a resumed run has it too.
    struct Before: Codable {
        var metrics: Metrics?
        var probeLoss: Double?
    }

    /// The test set's figures; nil without a test set.
    ///
    /// - Throws: `RunInterrupted` when the run is asked to stop meanwhile.
    func test(_ phase: RunPhase) throws -> Metrics? {
        let progress: (Double) throws -> Void = { try heed(phase, $0) }
        if let prompts = data.testPrompts { return try classified(prompts, progress) }
        guard !data.testLoss.isEmpty else { return nil }
        var metrics = Metrics()
        metrics.setLoss(try evaluator.loss(data.testLoss, progress: progress))
        if let answers = data.testAnswers { metrics.setAnswers(try evaluator.answers(answers, progress: progress)) }
        return metrics
    }

    /// The validation set's figures; nil without a validation set.
    func validation(classifies: Bool) throws -> Metrics? {
        guard !data.validation.isEmpty else { return nil }
        let progress: (Double) -> Void = { emit(.progress(.validation, share: $0)) }
        if classifies, let prompts = data.validationPrompts { return try classified(prompts, progress) }
        var metrics = Metrics()
        metrics.setLoss(try evaluator.loss(data.validation, progress: progress))
        return metrics
    }

    /// The loss on general text; nil without a probe.
    ///
    /// - Throws: `RunInterrupted` when the run is asked to stop meanwhile.
    func probeLoss(_ phase: RunPhase) throws -> Double? {
        data.probe.isEmpty ? nil : try evaluator.loss(data.probe) { try heed(phase, $0) }
    }

    /// Before and after training nothing is lost when the run stops; a validation belongs to its step and is finished.
    private func heed(_ phase: RunPhase, _ share: Double) throws {
        guard !stop.isStopRequested else { throw RunInterrupted() }
        emit(.progress(phase, share: share))
    }

    /// The figures from before training: read from the file when it is there, else measured and written.
    func before(measures: Bool, file: String) throws -> Before {
        let url = URL(fileURLWithPath: file)
        if FileManager.default.fileExists(atPath: file) {
            return try JSONDecoder().decode(Before.self, from: Data(contentsOf: url))
        }
        var before = Before()
        if measures, data.testPrompts != nil || !data.testLoss.isEmpty {
            emit(.phase(.before, detail: "the test set"))
            before.metrics = try test(.before)
        }
        before.probeLoss = try probeLoss(.before)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        try encoder.encode(before).write(to: url, options: .atomic)
        return before
    }

    private var evaluator: Evaluator { Evaluator(model, passTokens: RunData.passTokens) }

    private func classified(_ prompts: LabelledPrompts, _ progress: (Double) throws -> Void) throws -> Metrics {
        var results = RowResults()
        results.labels = prompts.labels
        (results.choices, results.losses) = try evaluator.choices(prompts, progress: progress)
        return results.metrics
    }
}
