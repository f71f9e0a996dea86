public import AttuneModels

/// The top blocks first; with each stage more of those below join, until all train.
///
/// Source: Howard and Ruder 2018 (ULMFiT), section 3.3, gradual unfreezing; there a layer joins each epoch, here an equal
/// share of the blocks each stage.
public struct ProgressiveStrategy: Strategy {
    /// The name in recipes.
    public var name: String { "progressive" }
    /// The number of stages.
    let stageCount: Int
    /// The steps of a stage; the last one goes on to the end.
    let stepsPerStage: Int
    private let always: Set<ModelLayout.Group>
    private let last: Set<ModelLayout.Group>
    private let factors: LayerFactors

    /// Stages of blocks; `always` trains from the first step, `last` from the last stage on.
    public init(
        stageCount: Int, stepsPerStage: Int, always: Set<ModelLayout.Group>, last: Set<ModelLayout.Group>,
        factors: LayerFactors = LayerFactors()
    ) {
        self.stageCount = max(1, stageCount)
        self.stepsPerStage = max(1, stepsPerStage)
        self.always = always
        self.last = last
        self.factors = factors
    }

    /// The number of the stage.
    public func phase(ofStep step: Int) -> Int { min(step / stepsPerStage, stageCount - 1) }

    /// The lowest block that trains in a stage: of L blocks, stage s of S has the top ceil((s + 1) L / S).
    func lowestLayer(ofStage stage: Int, layerCount: Int) -> Int {
        layerCount - ((stage + 1) * layerCount + stageCount - 1) / stageCount
    }

    /// The blocks that have joined, and what always trains.
    public func selection(step: Int, of layout: ModelLayout, state: StrategyState) -> [String: Double] {
        let stage = phase(ofStep: step)
        let lowest = lowestLayer(ofStage: stage, layerCount: layout.layerCount)
        return factors.selection(of: layout) { entry in
            if case .layer(let layer) = entry.group { return layer >= lowest }
            return always.contains(entry.group) || stage == stageCount - 1 && last.contains(entry.group)
        }
    }
}
