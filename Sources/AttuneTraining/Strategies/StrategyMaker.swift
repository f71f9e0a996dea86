internal import AttuneErrors
internal import AttuneModels

/// Turns a recipe's settings into a strategy for one model and one run.
struct StrategyMaker {
    let settings: StrategySettings
    /// The model after untying.
    let layout: ModelLayout
    let totalSteps: Int
    let stepsPerEpoch: Int
    let seed: Int
    /// The standard deviation of fresh weights.
    let initialSpread: Double

    /// The strategy.
    ///
    /// - Throws: `StrategyError` or `AdapterError` when it does not fit the model.
    func make() throws -> any Strategy {
        try checkHead()
        let strategy = try strategy()
        let selection = strategy.selection(step: 0, of: strategy.prepared(layout), state: StrategyState())
        guard !selection.isEmpty else { throw StrategyError.nothingTrains(step: 1) }
        return strategy
    }

    private func strategy() throws -> any Strategy {
        switch settings.kind {
        case .full:
            return resting.isEmpty
                ? FullStrategy(factors: factors) : PartialStrategy(names: names { _ in true }, factors: factors)
        case .partial:
            return PartialStrategy(names: try partialNames(), factors: factors, renewal: renewal)
        case .layerwise:
            return LayerwiseStrategy(
                turns: turns, always: groups(.always), order: settings.order, stepsPerBlock: stepsPerBlock, seed: seed,
                factors: factors, idleState: settings.idleState)
        case .lisa:
            guard settings.sampledLayers <= turns.count else {
                throw StrategyError.tooManyLayers(
                    key: "sampled_layers", asked: settings.sampledLayers, layerCount: turns.count)
            }
            return LISAStrategy(
                pool: turns, always: groups(.always), sampledCount: settings.sampledLayers,
                stepsPerSample: settings.stepsPerBlock ?? 20, seed: seed, factors: factors,
                idleState: settings.idleState)
        case .progressive:
            guard settings.stages <= layout.layerCount else {
                throw StrategyError.tooManyLayers(key: "stages", asked: settings.stages, layerCount: layout.layerCount)
            }
            return ProgressiveStrategy(
                stageCount: settings.stages,
                stepsPerStage: settings.stepsPerStage ?? max(1, totalSteps / (settings.stages + 1)),
                always: groups(.always), last: groups(.auto), factors: factors)
        case .surgical:
            return SurgicalStrategy(
                measureEvery: settings.measureEvery ?? stepsPerEpoch, resting: groups(.never), factors: factors)
        case .lora:
            let lora = settings.lora ?? LoRASettings()
            let modules = try lora.targetModules.matching(layout.linearLayers)
            return LoRAStrategy(lora.adapters, modules: modules, seed: UInt64(seed))
        }
    }

    private var factors: LayerFactors { LayerFactors(decay: settings.layerDecay) }

    private var resting: Set<ModelLayout.Group> { groups(.never) }

    private func names(where isChosen: (ModelLayout.Entry) -> Bool) -> Set<String> {
        Set(layout.entries.filter { !resting.contains($0.group) && isChosen($0) }.map(\.name))
    }

    private func partialNames() throws(StrategyError) -> Set<String> {
        let top = settings.topLayers ?? 0
        guard top <= layout.layerCount else {
            throw .tooManyLayers(key: "top_layers", asked: top, layerCount: layout.layerCount)
        }
        let always = groups(.always)
        var chosen = Set(
            layout.entries.filter { entry in
                if case .layer(let layer) = entry.group { return layer >= layout.layerCount - top }
                return always.contains(entry.group)
            }.map(\.name))
        for text in settings.parameters {
            let pattern = ParameterPattern(text)
            let matches = layout.entries.map(\.name).filter { pattern?.matches($0) ?? false }
            guard !matches.isEmpty else {
                throw .unmatched(pattern: text, nearest: nearestNames(to: text, among: layout.entries.map(\.name)))
            }
            chosen.formUnion(matches)
        }
        return chosen
    }

    private var renewal: WeightRenewal? {
        guard settings.reinitialise > 0 else { return nil }
        return WeightRenewal(.topBlocks(settings.reinitialise), spread: initialSpread, seed: seed)
    }

    /// The blocks and scheduled parts that take turns, from the bottom up.
    private var turns: [ModelLayout.Group] {
        let scheduled = groups(.scheduled)
        return layout.groups.filter { group in
            if case .layer = group { return true }
            return scheduled.contains(group)
        }
    }

    private var stepsPerBlock: Int {
        settings.stepsPerBlock
            ?? LayerwiseStrategy.usualStepsPerBlock(
                totalSteps: totalSteps, sweeps: settings.sweeps, blockCount: turns.count)
    }
}

extension StrategyMaker {
    /// The parts outside the blocks that are used in this way; `auto` remains only where a kind has a way of its own.
    func groups(_ use: PartUse) -> Set<ModelLayout.Group> {
        var uses: [ModelLayout.Group: PartUse] = [
            .embedding: resolved(settings.embeddings, usualEmbeddings),
            .finalNorm: resolved(settings.finalNorm, usualNorm),
        ]
        if !layout.tiesEmbeddings { uses[.head] = resolved(settings.head, usualHead) }
        return Set(uses.filter { $0.value == use }.keys)
    }

    private func resolved(_ use: PartUse, _ usual: PartUse) -> PartUse { use == .auto ? usual : use }

    private var usualEmbeddings: PartUse {
        switch settings.kind {
        case .full, .lisa, .surgical: .always
        case .progressive: .auto
        case .partial, .layerwise, .lora: .never
        }
    }

    private var usualNorm: PartUse {
        settings.kind == .lora || settings.kind == .partial && settings.topLayers == nil ? .never : .always
    }

    private var usualHead: PartUse { [.partial, .lora].contains(settings.kind) ? .never : .always }

    /// A tied head cannot be told to do anything but what the token table does.
    private func checkHead() throws(StrategyError) {
        guard layout.tiesEmbeddings, settings.head != .auto else { return }
        guard settings.head == resolved(settings.embeddings, usualEmbeddings) else { throw .tiedHead }
    }

    /// What a person should know before the run.
    func warnings() -> [String] {
        var warnings: [String] = []
        if settings.kind == .layerwise, totalSteps / stepsPerBlock < turns.count {
            warnings.append(
                "Only \(totalSteps / stepsPerBlock) of \(turns.count) blocks have a whole "
                    + "turn of \(stepsPerBlock) steps in \(totalSteps) steps; lower strategy.steps_per_block or train longer."
            )
        }
        if settings.kind == .progressive, totalSteps <= (settings.stepsPerStage ?? 0) * (settings.stages - 1) {
            warnings.append("The run ends before the last stage; lower strategy.steps_per_stage or train longer.")
        }
        if settings.reinitialise > 0 {
            warnings.append(
                "The top \(settings.reinitialise) blocks begin with fresh weights: the model can no longer do what it "
                    + "could before training.")
        }
        if settings.kind == .lisa, groups(.always).contains(.embedding) {
            warnings.append(
                "The token table trains in every step, so the backward goes through all blocks; "
                    + "strategy.embeddings: never makes lisa faster.")
        }
        return warnings
    }
}
