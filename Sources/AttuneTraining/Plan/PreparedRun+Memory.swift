internal import AttuneData
internal import AttuneModels

extension PreparedRun {
    /// What this run will hold in memory.
    var memory: MemoryEstimate { memory(of: recipe) }

    /// What a run of a changed recipe over the same data, with the same strategy, would hold.
    func memory(of recipe: Recipe) -> MemoryEstimate {
        let model = bundle.source.configuration
        return MemoryEstimate.peak(
            model, MemoryChoices(recipe, model, type: computeType, rowShare: data.rowShares.largest), phases.keys,
            of: layout)
    }

    /// Floating-point operations of training for one token, a mean over the run's steps.
    var operationsPerToken: Double {
        let plan = data.feed.plan
        let length = Double(plan.tokensPerEpoch) / Double(max(1, plan.documentCount))
        let rowShare = data.rowShares.mean
        let headShare = data.feed.store.manifest.supervisedShare / rowShare
        let model = bundle.source.configuration
        let sum = phases.reduce(0) { sum, phase in
            sum + Double(phase.value)
                * model.trainingOperations(
                    documentLength: length, headShare: headShare, recomputes: recomputes, phase.key)
        }
        return rowShare * sum / Double(max(1, totalSteps))
    }
}

extension DataManifest {
    /// The share of tokens that count in the loss, 0...1: the rows that the head computes.
    fileprivate var supervisedShare: Double {
        let tokens = sources.reduce(0) { $0 + $1.tokens }
        return Double(sources.reduce(0) { $0 + $1.supervisedTokens }) / Double(max(1, tokens))
    }
}
