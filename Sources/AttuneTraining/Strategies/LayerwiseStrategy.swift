internal import AttuneData
public import AttuneModels

/// One block at a time, and a few parts that always train.
///
/// Only one block's gradients, moments and exact weights exist, and the backward ends at it. Source: Zhu et al. 2023
/// (LIFT) for the turns, Luo et al. 2024 (BAdam) for moments and step count that begin anew with each turn.
public struct LayerwiseStrategy: Strategy {
    /// The name in recipes.
    public var name: String { "layerwise" }
    /// What becomes of a block's optimizer state after its turn.
    public let idleState: IdleState
    /// The parts that take turns, from the bottom up.
    let turns: [ModelLayout.Group]
    /// The steps of a turn.
    let stepsPerBlock: Int
    private let always: Set<ModelLayout.Group>
    private let order: BlockOrder
    private let seed: Int
    private let factors: LayerFactors

    /// Turns of `stepsPerBlock` steps for each of the parts in `turns`, which are in order from the bottom up.
    public init(
        turns: [ModelLayout.Group], always: Set<ModelLayout.Group>, order: BlockOrder, stepsPerBlock: Int, seed: Int,
        factors: LayerFactors = LayerFactors(), idleState: IdleState = .reset
    ) {
        self.turns = turns
        self.always = always
        self.order = order
        self.stepsPerBlock = max(1, stepsPerBlock)
        self.seed = seed
        self.factors = factors
        self.idleState = idleState
    }

    /// The usual length of a turn: the steps divided among all turns of all sweeps, at least 1 and at most 100.
    public static func usualStepsPerBlock(totalSteps: Int, sweeps: Int, blockCount: Int) -> Int {
        let (turns, overflows) = max(1, sweeps).multipliedReportingOverflow(by: max(1, blockCount))
        return overflows ? 1 : max(1, min(100, totalSteps / turns))
    }

    /// The part whose turn a step is; nil when nothing takes turns.
    func turn(ofStep step: Int) -> ModelLayout.Group? {
        guard !turns.isEmpty else { return nil }
        let (sweep, place) = (step / stepsPerBlock).quotientAndRemainder(dividingBy: turns.count)
        switch order {
        case .bottomUp: return turns[place]
        case .topDown: return turns[turns.count - 1 - place]
        case .random: return turns[Int(randomOrder(ofSweep: sweep)[place])]
        }
    }

    /// The places of the parts in a sweep by chance: none has the last turn of a sweep and the first of the next.
    ///
    /// Of two parts, each sweep has the order of the first.
    private func randomOrder(ofSweep sweep: Int) -> [Int32] {
        let random = Philox(seed: UInt64(bitPattern: Int64(seed)))
        func drawn(_ sweep: Int) -> [Int32] { random.permutation(count: turns.count, stream: UInt64(sweep)) }
        guard turns.count > 2, sweep > 0 else { return drawn(0) }
        var order = drawn(sweep)
        if order[0] == drawn(sweep - 1).last { order.swapAt(0, 1) }
        return order
    }

    /// The number of the turn.
    public func phase(ofStep step: Int) -> Int { step / stepsPerBlock }

    /// The block whose turn it is, and what always trains.
    public func selection(step: Int, of layout: ModelLayout, state: StrategyState) -> [String: Double] {
        let active = always.union([turn(ofStep: step)].compactMap { $0 })
        return factors.selection(of: layout) { active.contains($0.group) }
    }
}
