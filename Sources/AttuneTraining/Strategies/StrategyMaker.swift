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
                stepsPerSample: stepsPerSample, seed: seed, factors: factors, idleState: settings.idleState)
        case .progressive:
            guard settings.stages <= layout.layerCount else {
                throw StrategyError.tooManyLayers(key: "stages", asked: settings.stages, layerCount: layout.layerCount)
            }
            return ProgressiveStrategy(
                stageCount: settings.stages,
                stepsPerStage: stepsPerStage,
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

    var factors: LayerFactors { LayerFactors(decay: settings.layerDecay) }

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
        for text in settings.parameters { chosen.formUnion(try names(matching: text)) }
        return chosen
    }

    /// The parameters that a pattern chooses; none for a tied head that trains with the token table anyway.
    private func names(matching text: String) throws(StrategyError) -> [String] {
        let pattern = ParameterPattern(text)
        let matches = layout.entries.filter { pattern?.matches($0.name) ?? false }
        for entry in matches {
            guard let key = keyOfRest(entry.group) else { continue }
            throw .chosenAtRest(pattern: text, name: entry.name, key: key)
        }
        guard matches.isEmpty else { return matches.map(\.name) }
        if layout.tiesEmbeddings, pattern?.matches("lm_head.weight") ?? false {
            guard groups(.always).contains(.embedding) else { throw .tiedHead(key: "parameters: \(text)") }
            return []
        }
        throw .unmatched(pattern: text, nearest: nearestNames(to: text, among: layout.entries.map(\.name)))
    }

    /// The key whose `never`, as it is written, lets a part rest.
    private func keyOfRest(_ group: ModelLayout.Group) -> String? {
        let written: [(key: String, use: PartUse, group: ModelLayout.Group)] = [
            ("embeddings", settings.embeddings, .embedding), ("final_norm", settings.finalNorm, .finalNorm),
            ("head", settings.head, layout.tiesEmbeddings ? .embedding : .head),
        ]
        return written.first { $0.use == .never && $0.group == group }?.key
    }

    private var renewal: WeightRenewal? {
        guard settings.reinitialise > 0 else { return nil }
        return WeightRenewal(.topBlocks(settings.reinitialise), spread: initialSpread, seed: seed)
    }

    /// The blocks and scheduled parts that take turns, from the bottom up.
    var turns: [ModelLayout.Group] {
        let scheduled = groups(.scheduled)
        return layout.groups.filter { group in
            if case .layer = group { return true }
            return scheduled.contains(group)
        }
    }

    /// The steps of a turn of `layerwise`.
    var stepsPerBlock: Int {
        settings.stepsPerBlock
            ?? LayerwiseStrategy.usualStepsPerBlock(
                totalSteps: totalSteps, sweeps: settings.sweeps, blockCount: turns.count)
    }

    /// The steps of a draw of `lisa`.
    var stepsPerSample: Int { settings.stepsPerBlock ?? 20 }

    /// The steps of a stage of `progressive`.
    var stepsPerStage: Int { settings.stepsPerStage ?? max(1, totalSteps / (settings.stages + 1)) }
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
        guard settings.head == resolved(settings.embeddings, usualEmbeddings) else { throw .tiedHead(key: "head") }
    }
}
