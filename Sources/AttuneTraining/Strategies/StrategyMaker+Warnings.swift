internal import AttuneModels

extension StrategyMaker {
    /// The factor on the learning rate under which a part hardly moves.
    private static let smallestFactor = 1e-6

    /// What a person should know before the run.
    func warnings() -> [String] {
        let renewal =
            "The top \(settings.reinitialise) blocks begin with fresh weights: the model can no longer do what it could "
            + "before training."
        return turnWarnings + drawWarnings + stageWarnings + (settings.reinitialise > 0 ? [renewal] : []) + wayWarnings
            + factorWarnings
    }

    /// What of the turns of `layerwise` does not fit into the run.
    private var turnWarnings: [String] {
        guard settings.kind == .layerwise, !turns.isEmpty else { return [] }
        let whole = totalSteps / stepsPerBlock
        guard whole >= turns.count else {
            let shorter = stepsPerBlock > 1 ? "lower strategy.steps_per_block or train longer" : "train longer"
            return [
                "Only \(whole) of \(turns.count) blocks have a whole turn of \(Self.count(stepsPerBlock, "step")) in "
                    + "\(Self.count(totalSteps, "step")); \(shorter)."
            ]
        }
        let sweeps = whole / turns.count
        guard settings.stepsPerBlock == nil, sweeps < settings.sweeps else { return [] }
        return [
            "\(Self.count(totalSteps, "step")) hold \(Self.count(sweeps, "sweep")) through \(turns.count) blocks, not "
                + "\(settings.sweeps); lower strategy.sweeps or train longer."
        ]
    }

    /// What the plan says about more draws of `lisa` than it counts.
    private var drawWarnings: [String] {
        let draws = LISAStrategy.drawCount(totalSteps: totalSteps, stepsPerSample: stepsPerSample)
        guard settings.kind == .lisa, draws > LISAStrategy.plannedDraws else { return [] }
        return [
            "The plan looks at the first \(LISAStrategy.plannedDraws) of \(draws) draws and takes the others to be like "
                + "them: the steps of a tensor are estimates."
        ]
    }

    private var stageWarnings: [String] {
        guard settings.kind == .progressive, totalSteps <= stepsPerStage * (settings.stages - 1) else { return [] }
        let shorter = settings.stepsPerStage == nil ? "lower strategy.stages" : "lower strategy.steps_per_stage"
        return ["The run ends before the last of \(settings.stages) stages; \(shorter) or train longer."]
    }

    /// What a token table that always trains costs the kinds that could do without.
    private var wayWarnings: [String] {
        guard [.layerwise, .lisa, .progressive].contains(settings.kind), groups(.always).contains(.embedding) else {
            return []
        }
        return [
            "The token table trains in every step, so the backward goes through all blocks; "
                + "strategy.embeddings: never makes \(settings.kind.rawValue) faster."
        ]
    }

    private var factorWarnings: [String] {
        let slow = layout.groups.filter {
            factors.factor(of: $0, layerCount: layout.layerCount) < Self.smallestFactor
        }
        guard let highest = slow.max() else { return [] }
        return [
            "strategy.layer_decay leaves \(slow.count) of \(layout.groups.count) parts, \(highest) and those below, "
                + "under a millionth of the learning rate: they hardly move; raise it."
        ]
    }

    private static func count(_ number: Int, _ thing: String) -> String {
        "\(number) \(thing)\(number == 1 ? "" : "s")"
    }
}
