internal import AttuneModels
internal import AttuneNN
internal import AttuneOptim
internal import AttuneTensor

/// What a phase of a strategy trained and held in memory.
public struct PhaseReport: Sendable, Equatable {
    /// The number of the phase, from 1.
    public var phase: Int
    /// Its first and last step, counted from 1, as far as this process has taken them.
    public var steps: ClosedRange<Int>
    /// The parts that trained, as in "layers 10-11, final norm".
    public var parts: String
    /// The weights that trained.
    public var trainableCount: Int
    /// The bytes of gradients after the last step.
    public var gradientBytes: Int
    /// The bytes of the optimizer's state then.
    public var optimizerBytes: Int
    /// The bytes that keep weights exactly beside their rounding then.
    public var exactBytes: Int
    /// The most memory that was resident after a step of the phase.
    public var residentBytes: Int
}

/// Measures the phases of a strategy.
final class PhaseMeter {
    private var firstStep: Int?
    private var residentBytes = 0

    /// Hears of a finished step; returns the report when it ends a phase.
    func stepDone(_ trainer: Trainer, endsPhase: Bool) throws -> PhaseReport? {
        let step = trainer.state.step
        let first = firstStep ?? step
        firstStep = first
        residentBytes = max(residentBytes, ProcessMemory.currentBytes)
        guard endsPhase else { return nil }
        defer { (firstStep, residentBytes) = (nil, 0) }
        let parameters = trainer.model.store.parameters
        let training = trainer.layout.entries.filter { trainer.factors[$0.name] != nil }
        return PhaseReport(
            phase: trainer.strategy.phase(ofStep: step - 1) + 1, steps: first...step,
            parts: Self.text(Set(training.map(\.group))),
            trainableCount: training.reduce(0) { $0 + $1.elementCount },
            gradientBytes: parameters.reduce(0) { $0 + ($1.gradient?.byteCount ?? 0) },
            optimizerBytes: try trainer.optimizer.state.tensors.reduce(0) { $0 + $1.tensor.byteCount },
            exactBytes: parameters.reduce(0) { $0 + ($1.remainder?.byteCount ?? 0) },
            residentBytes: residentBytes)
    }

    /// Parts in words, with layers in a row put together.
    static func text(_ groups: Set<ModelLayout.Group>) -> String {
        var words: [String] = []
        var run: ClosedRange<Int>?
        func endRun() {
            guard let layers = run else { return }
            words.append(
                layers.count == 1 ? "layer \(layers.lowerBound)" : "layers \(layers.lowerBound)-\(layers.upperBound)")
            run = nil
        }
        for group in groups.sorted() {
            guard case .layer(let layer) = group else {
                endRun()
                words.append(group.description)
                continue
            }
            if let layers = run, layers.upperBound + 1 == layer {
                run = layers.lowerBound...layer
            } else {
                endRun()
                run = layer...layer
            }
        }
        endRun()
        return words.joined(separator: ", ")
    }
}
