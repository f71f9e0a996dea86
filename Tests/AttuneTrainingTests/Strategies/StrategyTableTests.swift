import AttuneModels
import Testing

@testable import AttuneTraining

/// What each strategy chooses in each step, against tables made by hand.
struct StrategyTableTests {
    /// A model of `layers` blocks with two tensors each.
    static func layout(_ layers: Int, tied: Bool = true) -> ModelLayout {
        var shapes = [("model.embed_tokens.weight", [7, 4])]
        for layer in 0..<layers {
            shapes += [
                ("model.layers.\(layer).self_attn.v_proj.weight", [4, 4]),
                ("model.layers.\(layer).mlp.up_proj.weight", [8, 4]),
            ]
        }
        shapes.append(("model.norm.weight", [4]))
        if !tied { shapes.append(("lm_head.weight", [7, 4])) }
        return ModelLayout(shapes.map { (name: $0.0, shape: $0.1) }, layerCount: layers, tiesEmbeddings: tied)
    }

    /// A strategy for a run of `steps` steps.
    static func make(
        _ layout: ModelLayout, steps: Int = 100, _ change: (inout StrategySettings) -> Void
    ) throws -> any Strategy {
        var settings = StrategySettings()
        change(&settings)
        return try StrategyMaker(
            settings: settings, layout: layout, totalSteps: steps, stepsPerEpoch: 10, seed: 5, initialSpread: 0.02
        ).make()
    }

    /// The parts that train in a step.
    static func parts(_ strategy: any Strategy, _ layout: ModelLayout, step: Int) -> [String] {
        let names = strategy.selection(step: step, of: layout, state: StrategyState())
        return Set(layout.entries.filter { names[$0.name] != nil }.map(\.group)).sorted().map(\.description)
    }

    private func layers(_ strategy: any Strategy, _ layout: ModelLayout, steps: Int) -> [[Int]] {
        (0..<steps).map { step in
            Self.parts(strategy, layout, step: step).compactMap { Int($0.split(separator: " ").last ?? "") }
        }
    }

    @Test(arguments: [
        (BlockOrder.topDown, [3, 3, 2, 2, 1, 1, 0, 0, 3]), (BlockOrder.bottomUp, [0, 0, 1, 1, 2, 2, 3, 3, 0]),
    ])
    func layerwiseTakesTheBlocksInTheirOrder(order: BlockOrder, expected: [Int]) throws {
        let layout = Self.layout(4)
        let strategy = try Self.make(layout) { ($0.kind, $0.order, $0.stepsPerBlock) = (.layerwise, order, 2) }
        #expect(layers(strategy, layout, steps: 9) == expected.map { [$0] })
        #expect(Self.parts(strategy, layout, step: 0).contains("final norm"))
        #expect((0..<9).map(strategy.phase) == [0, 0, 1, 1, 2, 2, 3, 3, 4])
    }

    @Test func aRandomOrderVisitsEveryBlockOnceASweepAndChanges() throws {
        let layout = Self.layout(12)
        let strategy = try Self.make(layout) { ($0.kind, $0.order, $0.stepsPerBlock) = (.layerwise, .random, 1) }
        let order = layers(strategy, layout, steps: 36).flatMap { $0 }
        let sweeps = stride(from: 0, to: 36, by: 12).map { Array(order[$0..<$0 + 12]) }
        for sweep in sweeps { #expect(sweep.sorted() == Array(0..<12)) }
        #expect(Set(sweeps).count == 3)
    }

    @Test(arguments: 2...6)
    func aRandomOrderGivesNoBlockTwoTurnsInARow(blocks: Int) throws {
        let layout = Self.layout(blocks)
        let strategy = try Self.make(layout) { ($0.kind, $0.order, $0.stepsPerBlock) = (.layerwise, .random, 1) }
        let order = layers(strategy, layout, steps: 50 * blocks).flatMap { $0 }
        #expect(zip(order, order.dropFirst()).allSatisfy { $0 != $1 })
        for sweep in 0..<50 { #expect(Set(order[(sweep * blocks)..<((sweep + 1) * blocks)]).count == blocks) }
    }

    @Test(arguments: [(3000, 1, 30, 100), (300, 1, 30, 10), (300, 2, 30, 5), (20, 1, 30, 1), (9000, 1, 30, 100)])
    func aTurnLastsWhatTheRuleSays(total: Int, sweeps: Int, blocks: Int, expected: Int) {
        #expect(
            LayerwiseStrategy.usualStepsPerBlock(totalSteps: total, sweeps: sweeps, blockCount: blocks) == expected)
    }

    @Test func aScheduledTableTakesATurnAndAnUntiedHeadAlwaysTrains() throws {
        let layout = Self.layout(2, tied: false)
        let strategy = try Self.make(layout) {
            ($0.kind, $0.stepsPerBlock, $0.embeddings) = (.layerwise, 1, .scheduled)
        }
        let parts = (0..<4).map { Self.parts(strategy, layout, step: $0) }
        let constant = ["final norm", "head"]
        #expect(
            parts == [["layer 1"] + constant, ["layer 0"] + constant, ["embedding"] + constant, ["layer 1"] + constant])
    }

    @Test func lisaDrawsDistinctBlocksForEachPeriod() throws {
        let layout = Self.layout(10)
        let strategy = try Self.make(layout) { ($0.kind, $0.sampledLayers, $0.stepsPerBlock) = (.lisa, 3, 5) }
        let drawn = layers(strategy, layout, steps: 500)
        for step in drawn.indices {
            #expect(Set(drawn[step]).count == 3)
            #expect(drawn[step] == drawn[step / 5 * 5])
        }
        #expect(Set(drawn.flatMap { $0 }) == Set(0..<10))
        #expect(Self.parts(strategy, layout, step: 0).first == "embedding")
        let chosen = stride(from: 0, to: 500, by: 5).flatMap { drawn[$0] }
        for layer in 0..<10 { #expect((15...45).contains(chosen.count { $0 == layer })) }  // 30 of 100 are expected
    }

    @Test func progressiveLetsAnEqualShareOfBlocksJoinFromTheTop() throws {
        let layout = Self.layout(10)
        let strategy = try Self.make(layout, steps: 50) { ($0.kind, $0.stages) = (.progressive, 4) }
        // A stage is 50 / 5 steps; the top ceil(10 s / 4) blocks are 3, 5, 8 and 10.
        #expect(
            [0, 9, 10, 20, 30, 49].map { Self.parts(strategy, layout, step: $0).first } == [
                "layer 7", "layer 7", "layer 5", "layer 2", "embedding", "embedding",
            ])
        #expect(layers(strategy, layout, steps: 50)[30] == Array(0..<10))
    }

    @Test func topLayersAreTheTopAndTheNorm() throws {
        let layout = Self.layout(12)
        let strategy = try Self.make(layout) { ($0.kind, $0.topLayers) = (.partial, 2) }
        #expect(Self.parts(strategy, layout, step: 7) == ["layer 10", "layer 11", "final norm"])
    }

    @Test(arguments: [
        ("layers.1.", [1]), ("layers.1", [1]), ("model.layers.11.mlp", [11]), ("layers.*.mlp", Array(0..<20)),
        ("self_attn.v_proj", Array(0..<20)), ("layers.1.mlp.up_proj.weight", [1]),
    ])
    func aPatternMatchesWholeComponents(pattern: String, expected: [Int]) throws {
        let layout = Self.layout(20)
        let strategy = try Self.make(layout) { ($0.kind, $0.parameters) = (.partial, [pattern]) }
        #expect(layers(strategy, layout, steps: 1)[0] == expected)
    }

    @Test func discriminativeRatesAreTheHandComputedOnes() {
        let factors = LayerFactors(decay: 1 / 2.6)
        let rates = (0..<4).map { 1e-3 * factors.factor(of: .layer(3 - $0), layerCount: 4) }
        for (rate, expected) in zip(rates, [1e-3, 3.846154e-4, 1.479290e-4, 5.689577e-5]) {
            #expect(abs(rate - expected) < 1e-10)
        }
        #expect(abs(LayerFactors(decay: 0.95).factor(of: .embedding, layerCount: 24) - 0.2919890) < 1e-6)
        #expect(LayerFactors(decay: 0.5).factor(of: .head, layerCount: 24) == 1)
    }

    @Test func surgicalFactorsAreSharesOfTheLargestRatio() {
        #expect(SurgicalStrategy.shares(["a": 0.2, "b": 0.05, "c": 0]) == ["a": 1, "b": 0.25, "c": 0])
        #expect(SurgicalStrategy.shares(["a": 0]) == [:])
    }
}
