public import AttuneTraining
internal import Foundation

/// Tells a person what a run does: what will train, a progress line, measurements, the result.
final class ConsoleReporter {
    private let console: Console
    private var plan: RunPlan?
    private var smoothLoss = SmoothedValue()
    private var stepSeconds = SmoothedValue()
    private var lastLine = Date.distantPast
    private var lastPhase = Date.distantPast

    init(_ console: Console) { self.console = console }

    func hear(_ event: RunEvent) {
        switch event {
        case .phase(let phase, let detail): show(phase, detail)
        case .planned(let plan): show(plan)
        case .progress(let phase, let share): console.progress("\(Self.title(phase)) \(Int(share * 100)) %")
        case .step(let report): show(report)
        case .phaseDone(let report): show(report)
        case .evaluation(let report): show(report)
        case .checkpoint(let step, let path): console.line("checkpoint of step \(step): \(path)")
        case .notice: console.note(event)
        case .finished(let report): show(report)
        }
    }

    private static func title(_ phase: RunPhase) -> String {
        switch phase {
        case .data: "reading the data"
        case .model: "loading the model"
        case .before: "measuring before training"
        case .training: "training"
        case .validation: "validating"
        case .after: "measuring after training"
        case .saving: "saving and checking"
        }
    }

    private func show(_ phase: RunPhase, _ detail: String) {
        let tail = detail.isEmpty ? "" : ": " + detail
        console.line(console.styled(Self.title(phase) + tail, .dim))
    }

    private func show(_ plan: RunPlan) {
        self.plan = plan
        let share = Figures.fixed(Double(plan.trainableCount) / Double(max(1, plan.parameterCount)) * 100, 1)
        console.line(console.styled("What will train", .bold))
        console.line("  model          \(plan.model)")
        console.line(
            "  parameters     \(Figures.count(plan.trainableCount)) of \(Figures.count(plan.parameterCount)) "
                + "(\(share) %), strategy \(plan.strategy), \(plan.precision)"
                + (plan.recomputes ? ", activations recomputed" : ""))
        console.line(
            "  data           \(plan.documents) documents, \(Figures.count(plan.tokensPerEpoch)) tokens an epoch, "
                + "rows \(Figures.fixed(plan.packingEfficiency * 100, 0)) % full")
        console.line(
            "  steps          \(plan.totalSteps), \(plan.stepsPerEpoch) in an epoch"
                + (plan.firstStep > 0 ? ", going on after step \(plan.firstStep)" : ""))
        console.line("  learning rate  \(Figures.scientific(plan.learningRate)) (\(plan.learningRateReason))")
        console.line("  memory         about \(Figures.bytes(plan.memory.total)) at the peak")
        console.line("  folder         \(plan.folder)")
        for line in TensorPlanText(plan).lines { console.line("  " + line) }
        for warning in plan.warnings { console.line(console.styled("note: ", .yellow) + warning) }
    }

    private func show(_ report: StepReport) {
        let loss = smoothLoss.add(report.loss)
        let seconds = stepSeconds.add(report.seconds)
        let total = plan?.totalSteps ?? report.step
        let left = Double(total - report.step) * seconds
        let text =
            "step \(report.step)/\(total)  epoch \(Figures.fixed(report.epoch, 2))  "
            + "loss \(Figures.fixed(loss, 4))  lr \(Figures.scientific(report.learningRate))  "
            + "\(Figures.fixed(report.tokensPerSecond, 0)) tokens/s  "
            + "\(Figures.duration(left)) left  \(Figures.bytes(report.peakMemoryBytes))"
        if console.isTerminal { return console.progress(text) }
        // Elsewhere a plain line, the first and last step and at most one every ten seconds between.
        guard report.step == 1 || report.step == total || Date().timeIntervalSince(lastLine) >= 10 else { return }
        lastLine = Date()
        console.line(text)
    }

    private func show(_ report: PhaseReport) {
        let isOnlyPhase = plan.map { report.steps == 1...max(1, $0.totalSteps) } ?? false
        guard !isOnlyPhase, Date().timeIntervalSince(lastPhase) >= 1 else { return }
        lastPhase = Date()
        console.line(
            console.styled(
                "phase \(report.phase), steps \(report.steps.lowerBound)-\(report.steps.upperBound): \(report.parts); "
                    + "gradients \(Figures.bytes(report.gradientBytes)), optimizer \(Figures.bytes(report.optimizerBytes)), "
                    + "in memory \(Figures.bytes(report.residentBytes))", .dim))
    }

    private func show(_ report: EvaluationReport) {
        let place = report.moment == .validation ? "validation at step \(report.step)" : report.moment.rawValue
        console.line(
            console.styled("\(place): ", .bold) + report.metrics.summary
                + (report.isBest ? console.styled("  best so far", .green) : ""))
    }

    private func show(_ report: RunReport) {
        for line in ResultText(report).lines { console.line(line) }
    }
}

extension Console {
    /// Writes what a person should know about the data or the run; passes other events over.
    public func note(_ event: RunEvent) {
        if case .notice(let text) = event { note(text) }
    }
}
