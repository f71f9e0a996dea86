internal import AttuneData
internal import AttuneFormats
internal import AttuneModels

extension PreparedRun {
    /// What this run will hold in memory.
    var memory: MemoryEstimate { memory(of: recipe) }

    /// What a run of a changed recipe over the same data, with the same strategy, would hold.
    func memory(of recipe: Recipe) -> MemoryEstimate {
        let model = bundle.source.configuration
        return MemoryEstimate.peak(
            model, MemoryChoices(recipe, model, type: computeType), phases, of: layout,
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
    var fileBytes: Int {
        names.reduce(0) { $0 + ((try? slice(named: $1).slice.byteRange.count) ?? 0) }
    }
}
