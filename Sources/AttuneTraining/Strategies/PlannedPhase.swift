internal import AttuneModels

/// A phase of a run before it begins; it may stand for later phases in which the same parameters train.
public struct PlannedPhase: Sendable, Equatable {
    /// Its first step, counted from 0.
    public let firstStep: Int
    /// The steps that it stands for, its own among them.
    public let count: Int

    /// A phase that begins at a step and stands for so many.
    public init(firstStep: Int, count: Int) {
        self.firstStep = firstStep
        self.count = count
    }
}

extension Strategy {
    /// One phase.
    public func plannedPhases(totalSteps: Int) -> [PlannedPhase] {
        totalSteps > 0 ? [PlannedPhase(firstStep: 0, count: totalSteps)] : []
    }

    /// Gives the phases of a run in turn, with what trains in them.
    func forEachPhase(
        of layout: ModelLayout, totalSteps: Int, _ body: (_ phase: PlannedPhase, _ selection: [String: Double]) -> Void
    ) {
        for phase in plannedPhases(totalSteps: totalSteps) {
            body(phase, selection(step: phase.firstStep, of: layout, state: StrategyState()))
        }
    }
}

extension LayerwiseStrategy {
    /// The turns of the first sweep, those of the second for all later whole ones, and those of a sweep cut short.
    public func plannedPhases(totalSteps: Int) -> [PlannedPhase] {
        let sweep = max(1, turns.count) * stepsPerBlock
        let whole = totalSteps / sweep
        return turnsOfSweep(from: 0, until: min(sweep, totalSteps), times: 1)
            + turnsOfSweep(from: sweep, until: whole > 1 ? 2 * sweep : 0, times: whole - 1)
            + turnsOfSweep(from: whole * sweep, until: whole > 0 ? totalSteps : 0, times: 1)
    }

    private func turnsOfSweep(from start: Int, until end: Int, times: Int) -> [PlannedPhase] {
        stride(from: start, to: end, by: stepsPerBlock).map {
            PlannedPhase(firstStep: $0, count: times * min(stepsPerBlock, end - $0))
        }
    }
}

extension LISAStrategy {
    /// The draws of the run, or the first `plannedDraws` of them for all.
    public func plannedPhases(totalSteps: Int) -> [PlannedPhase] {
        let draws = Self.drawCount(totalSteps: totalSteps, stepsPerSample: stepsPerSample)
        let planned = min(draws, Self.plannedDraws)
        return (0..<planned).map { draw in
            let first = draw * stepsPerSample
            let own = min(stepsPerSample, totalSteps - first)
            let shared = totalSteps / planned + (draw < totalSteps % planned ? 1 : 0)
            return PlannedPhase(firstStep: first, count: draws > planned ? shared : own)
        }
    }
}

extension ProgressiveStrategy {
    /// The stages that the run comes to.
    public func plannedPhases(totalSteps: Int) -> [PlannedPhase] {
        (0..<stageCount).compactMap { stage in
            let first = stage * stepsPerStage
            guard first < totalSteps else { return nil }
            let end = stage == stageCount - 1 ? totalSteps : min(totalSteps, first + stepsPerStage)
            return PlannedPhase(firstStep: first, count: end - first)
        }
    }
}
