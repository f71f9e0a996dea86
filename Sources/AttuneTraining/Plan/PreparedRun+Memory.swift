internal import AttuneData
internal import AttuneFormats
internal import AttuneModels
internal import AttuneNN
internal import AttuneTensor

extension PreparedRun {
    /// What this run will hold in memory.
    var memory: MemoryEstimate { memory(of: recipe) }

    /// What a run of a changed recipe over the same data would hold.
    func memory(of recipe: Recipe) -> MemoryEstimate {
        let training = recipe.training
        var rows = microBatchTokens
        if training.optimizerInBackward, let step = training.tokensPerStep { rows = max(rows, step) }
        let stepTokens = training.tokensPerStep ?? rows * (training.gradientAccumulation ?? 1)
        let keeping = recipe.strategy.trainsOwnWeights ? recipe.keeping : .exact
        return MemoryEstimate(
            bundle.source.configuration,
            MemoryChoices(
                type: computeType, keeping: keeping.remainderBytes, optimizer: training.optimizer,
                hasMomentum: training.momentum != 0, updatesInBackward: training.optimizerInBackward,
                recomputes: recipe.model.recomputes(
                    bundle.source.configuration, microBatchTokens: rows, type: computeType),
                microBatchTokens: rows, microBatches: (stepTokens + rows - 1) / rows,
                widens: computeType == .bfloat16 && !Engine.hasNativeBFloat16,
                adapterCount: recipe.strategy.trainsOwnWeights ? nil : trainableCount),
            fileBytes: bundle.source.fileBytes)
    }

    /// Floating-point operations of training for one token.
    var operationsPerToken: Double {
        let plan = data.feed.plan
        let length = Double(plan.tokensPerEpoch) / Double(max(1, plan.documentCount))
        return bundle.source.configuration.trainingOperations(
            documentLength: length, headShare: data.feed.store.manifest.supervisedShare, recomputes: recomputes)
    }
}

extension DataManifest {
    /// The share of tokens that count in the loss, 0...1: the rows that the head computes.
    fileprivate var supervisedShare: Double {
        let tokens = sources.reduce(0) { $0 + $1.tokens }
        return Double(sources.reduce(0) { $0 + $1.supervisedTokens }) / Double(max(1, tokens))
    }
}

extension WeightSource {
    /// The bytes of the stored weights, which are mapped while they are read.
    fileprivate var fileBytes: Int {
        names.reduce(0) { $0 + ((try? slice(named: $1).slice.byteRange.count) ?? 0) }
    }
}

extension WeightKeeping {
    /// The bytes that a bfloat16 weight has beside it.
    fileprivate var remainderBytes: Int {
        switch self {
        case .rounded: 0
        case .exact: 2
        case .shortened: 1
        }
    }
}
