import AttuneModels
import Testing

@testable import AttuneTraining

/// The plan of a run against a count of its steps one by one.
struct PlannedPhaseTests {
    private typealias Table = StrategyTableTests

    private static let settings: [(name: String, change: @Sendable (inout StrategySettings) -> Void)] = [
        ("full", { $0.kind = .full }), ("surgical", { $0.kind = .surgical }),
        ("top down", { ($0.kind, $0.stepsPerBlock) = (.layerwise, 3) }),
        ("bottom up", { ($0.kind, $0.order, $0.stepsPerBlock) = (.layerwise, .bottomUp, 1) }),
        ("random", { ($0.kind, $0.order, $0.stepsPerBlock, $0.embeddings) = (.layerwise, .random, 2, .scheduled) }),
        ("lisa", { ($0.kind, $0.sampledLayers, $0.stepsPerBlock) = (.lisa, 2, 3) }),
        ("progressive", { ($0.kind, $0.stages, $0.stepsPerStage) = (.progressive, 3, 7) }),
    ]

    /// The steps of every parameter, counted one by one.
    private func counted(_ strategy: any Strategy, _ layout: ModelLayout, _ total: Int) -> [String: [Int]] {
        var steps: [String: [Int]] = [:]
        for step in 0..<total {
            for name in strategy.selection(step: step, of: layout, state: StrategyState()).keys {
                steps[name, default: []].append(step)
            }
        }
        return steps
    }

    @Test(arguments: Self.settings.map(\.name), [0, 1, 2, 11, 12, 24, 25, 30, 61])
    func everyTensorHasTheStepsThatItTrains(name: String, total: Int) throws {
        let change = try #require(Self.settings.first { $0.name == name }).change
        let layout = Table.layout(4)
        let strategy = try Table.make(layout, steps: total, change)
        let expected = counted(strategy, layout, total)
        for plan in TensorPlan.plan(strategy, layout, totalSteps: total) {
            #expect(plan.steps == expected[plan.name]?.count ?? 0, "\(plan.name)")
            #expect(plan.firstStep == expected[plan.name]?.first, "\(plan.name)")
        }
        let shares = TrainedShare.phases(of: strategy, layout, totalSteps: total)
        var counts: [Int: Int] = [:]
        for (share, steps) in shares { counts[share.count, default: 0] += steps }
        var each: [Int: Int] = [:]
        let sizes = Dictionary(uniqueKeysWithValues: layout.entries.map { ($0.name, $0.elementCount) })
        for step in 0..<total {
            let names = strategy.selection(step: step, of: layout, state: StrategyState()).keys
            each[names.reduce(0) { $0 + (sizes[$1] ?? 0) }, default: 0] += 1
        }
        #expect(counts == each)
    }

    @Test(arguments: Self.settings.map(\.name))
    func aRunOfABillionStepsIsPlannedInFewPhases(name: String) throws {
        let total = 1_000_000_000
        let change = try #require(Self.settings.first { $0.name == name }).change
        let strategy = try Table.make(Table.layout(4), steps: total, change)
        let phases = strategy.plannedPhases(totalSteps: total)
        #expect(phases.count <= LISAStrategy.plannedDraws)
        #expect(phases.reduce(0) { $0 + $1.count } == total)
        #expect(zip(phases, phases.dropFirst()).allSatisfy { $0.firstStep < $1.firstStep })
    }

    /// Two blocks from the top down, two steps a turn, five steps, half the rate for the lower block.
    @Test func aPlanIsTheOneMadeByHand() throws {
        let layout = Table.layout(2)
        let strategy = try Table.make(layout, steps: 5) {
            ($0.kind, $0.stepsPerBlock, $0.layerDecay) = (.layerwise, 2, 0.5)
        }
        let plans = TensorPlan.plan(strategy, layout, totalSteps: 5)
        #expect(plans.map(\.name) == layout.entries.map(\.name) && plans.map(\.shape) == layout.entries.map(\.shape))
        // Token table, two tensors of layer 0, two of layer 1, final norm.
        #expect(plans.map(\.steps) == [0, 2, 2, 3, 3, 5])
        #expect(plans.map(\.firstStep) == [nil, 2, 2, 0, 0, 0])
        #expect(plans.map(\.factor) == [1, 0.5, 0.5, 1, 1, 1])
        #expect(plans.map(\.trains) == [false, true, true, true, true, true])
    }

    /// Moments that are kept grow from phase to phase; weights are kept exactly from the beginning.
    @Test func whatIsKeptGrowsWithTheTurns() throws {
        let layout = Table.layout(2)
        let strategy = try Table.make(layout, steps: 6) {
            ($0.kind, $0.stepsPerBlock, $0.idleState) = (.layerwise, 2, .offload)
        }
        let shares = TrainedShare.phases(of: strategy, layout, totalSteps: 6)
        // A block has 48 weights, the norm 4; the third turn is the top block's again.
        let moments = Dictionary(grouping: shares, by: \.key.momentCount).mapValues { $0.reduce(0) { $0 + $1.value } }
        #expect(moments == [52: 2, 100: 4])
        #expect(shares.keys.allSatisfy { $0.exactCount == 100 })
    }
}
