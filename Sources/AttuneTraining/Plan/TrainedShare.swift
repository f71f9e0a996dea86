internal import AttuneModels

/// What trains in a phase of a run, as far as memory and time depend on it.
public struct TrainedShare: Sendable, Hashable {
    /// The weights whose gradients add up in float32: those of token table, head and adapters.
    var wideCount = 0
    /// The other weights that have gradients.
    var matrixCount = 0
    /// The most of them in one block.
    var largestBlock = 0
    /// The weights that have moments, those of earlier phases too where they are kept.
    var momentCount = 0
    /// The weights that are kept exactly.
    var exactCount = 0
    /// The blocks that the backward goes through.
    var walkedBlocks = 0
    /// The weights of trained matrices in the blocks: each takes part in a product for its gradient.
    var blockProductCount = 0
    /// Whether the head's weight trains, be it the token table.
    var trainsHead = false

    /// The weights that train.
    public var count: Int { wideCount + matrixCount }

    /// A phase in which these parameters train; `held` have moments and `exact` are kept exactly.
    init(_ active: Set<String>, held: Set<String>, exact: Set<String>, of layout: ModelLayout) {
        var blocks: [Int: Int] = [:]
        var lowest = layout.layerCount
        for entry in layout.entries {
            if held.contains(entry.name) { momentCount += entry.elementCount }
            if exact.contains(entry.name) { exactCount += entry.elementCount }
            guard active.contains(entry.name) else { continue }
            switch entry.group {
            case .layer(let layer):
                lowest = min(lowest, layer)
                if entry.shape.count == 2 { blockProductCount += entry.elementCount }
            case .embedding:
                lowest = 0
                trainsHead = trainsHead || layout.tiesEmbeddings
            case .head: trainsHead = true
            case .finalNorm: break
            }
            if entry.hasWideGradient {
                wideCount += entry.elementCount
            } else {
                matrixCount += entry.elementCount
                if case .layer(let layer) = entry.group { blocks[layer, default: 0] += entry.elementCount }
            }
        }
        largestBlock = blocks.values.max() ?? 0
        walkedBlocks = layout.layerCount - lowest
    }

    /// Everything trains all the time.
    init(all layout: ModelLayout) {
        let names = Set(layout.entries.map(\.name))
        self.init(names, held: names, exact: names, of: layout)
    }

    /// The different phases of a run with their steps; `layout` has the strategy's adapters.
    static func phases(of strategy: any Strategy, _ layout: ModelLayout, totalSteps: Int) -> [TrainedShare: Int] {
        let keeps = strategy.idleState == .offload
        var ever: Set<String> = []
        if keeps {
            strategy.forEachPhase(of: layout, totalSteps: totalSteps) { _, selection in ever.formUnion(selection.keys) }
        }
        var sofar: Set<String> = []
        var phases: [TrainedShare: Int] = [:]
        strategy.forEachPhase(of: layout, totalSteps: totalSteps) { phase, selection in
            let names = Set(selection.keys)
            if keeps { sofar.formUnion(names) }
            let share = TrainedShare(names, held: keeps ? sofar : names, exact: keeps ? ever : names, of: layout)
            phases[share, default: 0] += phase.count
        }
        return phases
    }
}

extension ModelLayout.Entry {
    /// Whether gradients are float32 even where the weights are not.
    fileprivate var hasWideGradient: Bool { isAdapter || group == .embedding || group == .head }
}
