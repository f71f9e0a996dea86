internal import AttuneData
public import AttuneModels

/// A few blocks, drawn anew every so many steps, and parts that always train.
///
/// Source: Pan et al. 2024 (LISA), algorithm 1: embedding and head train in every step, the blocks between are drawn
/// uniformly.
public struct LISAStrategy: Strategy {
    /// The name in recipes.
    public var name: String { "lisa" }
    /// What becomes of a block's optimizer state when it is not drawn again.
    public let idleState: IdleState
    private let pool: [ModelLayout.Group]
    private let always: Set<ModelLayout.Group>
    /// The steps of a draw.
    let stepsPerSample: Int
    private let sampledCount: Int
    private let seed: Int
    private let factors: LayerFactors

    /// Draws `sampledCount` parts from `pool` every `stepsPerSample` steps.
    public init(
        pool: [ModelLayout.Group], always: Set<ModelLayout.Group>, sampledCount: Int, stepsPerSample: Int, seed: Int,
        factors: LayerFactors = LayerFactors(), idleState: IdleState = .reset
    ) {
        self.pool = pool
        self.always = always
        self.sampledCount = sampledCount
        self.stepsPerSample = max(1, stepsPerSample)
        self.seed = seed
        self.factors = factors
        self.idleState = idleState
    }

    /// The most draws that a plan looks at; those of a longer run it takes to be like these.
    static let plannedDraws = 5000

    /// The draws of a run.
    static func drawCount(totalSteps: Int, stepsPerSample: Int) -> Int {
        totalSteps / stepsPerSample + (totalSteps % stepsPerSample > 0 ? 1 : 0)
    }

    /// The number of the draw.
    public func phase(ofStep step: Int) -> Int { step / stepsPerSample }

    /// The blocks that are drawn for a step.
    func sample(ofStep step: Int) -> [ModelLayout.Group] {
        let random = Philox(seed: UInt64(bitPattern: Int64(seed)))
        let order = random.permutation(count: pool.count, stream: UInt64(phase(ofStep: step)))
        return order.prefix(sampledCount).map { pool[Int($0)] }
    }

    /// The drawn blocks, and what always trains.
    public func selection(step: Int, of layout: ModelLayout, state: StrategyState) -> [String: Double] {
        let active = always.union(sample(ofStep: step))
        return factors.selection(of: layout) { active.contains($0.group) }
    }
}
