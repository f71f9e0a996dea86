import AttuneFormats
import AttuneJSON
import AttuneModels
import AttuneTensor
import AttuneTestSupport
import Testing

@testable import AttuneTraining

/// The parts of a run's memory against sums made by hand.
struct MemoryEstimateTests {
    /// SmolLM2-135M: D 576, F 1536, 30 layers, 9 and 3 heads of 64, V 49152, tied: 134,515,008 weights.
    private func estimate(
        _ strategy: String = "{ kind: full }", _ change: (inout MemoryChoices) -> Void = { _ in }
    ) throws -> MemoryEstimate {
        var choices = MemoryChoices(
            type: .bfloat16, keeping: 2, optimizer: .adamw, hasMomentum: false, updatesInBackward: false,
            recomputes: false, microBatchRows: 2048, microBatches: 1, widens: false)
        change(&choices)
        let (phases, layout) = try phases(strategy)
        return try MemoryEstimate.peak(smol(), choices, phases.keys, of: layout)
    }

    /// The phases of 300 steps of a strategy.
    private func phases(_ strategy: String) throws -> ([TrainedShare: Int], ModelLayout) {
        let recipe = try RecipeReader.read(
            text: "{ model: { path: m }, data: { train: [{ path: d }] }, strategy: \(strategy) }")
        let layout = ModelLayout(try smol(), untied: recipe.strategy.untie)
        let maker = StrategyMaker(
            settings: recipe.strategy, layout: layout, totalSteps: 300, stepsPerEpoch: 100, seed: 1,
            initialSpread: 0.02)
        let made = try maker.make()
        let prepared = made.prepared(layout)
        return (TrainedShare.phases(of: made, prepared, totalSteps: 300), prepared)
    }

    // A block: 576 * 64 * 24 of attention, 3 * 576 * 1536 of feed-forward, two norms of 576.
    private let block = 3_540_096

    @Test func theTopBlocksHoldTheirOwnGradientsMomentsAndActivationsOnly() throws {
        let memory = try estimate("{ kind: partial, top_layers: 2 }")
        let trained = 2 * block + 576
        #expect(memory.weights == 269_030_016)
        #expect(memory.remainders == trained * 2 && memory.moments == trained * 8 && memory.gradients == trained * 2)
        #expect(memory.activations == 2048 * 2 * (5760 * 2 + 44))
    }

    @Test func oneBlockAtATimeHoldsTheMostWhenTheLowestHasItsTurn() throws {
        // The lowest block's turn walks all 30 blocks.
        let memory = try estimate("{ kind: layerwise }")
        #expect(memory.moments == (block + 576) * 8)
        #expect(memory.activations == 2048 * 30 * (5760 * 2 + 44))
        let kept = try estimate("{ kind: layerwise, idle_state: offload }")
        #expect(kept.moments == (30 * block + 576) * 8 && kept.gradients == memory.gradients)
    }

    @Test func adaptersHaveGradientsOfFloat32AndTheModelHasNone() throws {
        // Rank 8 on all seven linear layers of a block: 8 * (input + output) each.
        let memory = try estimate("{ kind: lora, lora: { r: 8 } }")
        let (phases, layout) = try phases("{ kind: lora, lora: { r: 8 } }")
        let adapters = layout.elementCount - 134_515_008
        #expect(adapters > 0 && adapters % (30 * 8) == 0)
        #expect(phases.keys.map(\.count) == [adapters])
        #expect(memory.gradients == adapters * 4 && memory.moments == adapters * 8)
        #expect(memory.weights == (134_515_008 + adapters) * 2)
    }

    @Test func aHeadOfItsOwnCounts() throws {
        let tied = try estimate()
        let untied = try estimate("{ kind: full, untie: true }")
        #expect(untied.weights - tied.weights == 28_311_552 * 2)
        #expect(untied.moments - tied.moments == 28_311_552 * 8)
    }

    private func smol() throws -> ModelConfiguration {
        let text = """
            {"model_type": "llama", "vocab_size": 49152, "hidden_size": 576, "num_hidden_layers": 30,
             "num_attention_heads": 9, "num_key_value_heads": 3, "intermediate_size": 1536, "rms_norm_eps": 1e-5,
             "rope_theta": 100000, "max_position_embeddings": 8192, "tie_word_embeddings": true, "hidden_act": "silu"}
            """
        return try ModelConfiguration(huggingFace: JSONParser.parse(text))
    }

    @Test func theExactModeTakesFourteenBytesAWeight() throws {
        let memory = try estimate()
        #expect(try smol().parameterCount == 134_515_008)
        #expect(memory.weights == 269_030_016)
        #expect(memory.remainders == 269_030_016)
        #expect(memory.moments == 1_076_120_064)
        #expect(memory.gradients == (134_515_008 - 28_311_552) * 2 + 28_311_552 * 4)
    }

    @Test func activationsAreCountedForEachLayerAndRow() throws {
        // Input, middle, q, k, v and the heads' outputs, gate and up: 576 * 2 + 24 * 64 + 3072 = 5760 numbers of 2 bytes;
        // 9 sums of the softmax and two inverse norms in float32.
        #expect(try estimate().activations == 2048 * 30 * (5760 * 2 + 9 * 4 + 8))
        #expect(try estimate() { $0.recomputes = true }.activations == 2048 * (30 * 576 * 2 + 5760 * 2 + 44))
    }

    @Test func eachSavingSaves() throws {
        let whole = try estimate().total
        #expect(try estimate() { $0.recomputes = true }.total < whole)
        #expect(try estimate() { $0.optimizer = .adamw8bit }.total < whole)
        #expect(try estimate() { $0.optimizer = .adafactor }.total < estimate { $0.optimizer = .adamw8bit }.total)
        #expect(try estimate() { $0.updatesInBackward = true }.total < whole)
        #expect(try estimate() { $0.keeping = 1 }.total < whole)
        #expect(try estimate() { $0.microBatchRows = 1024 }.total < whole)
    }

    @Test func aTrainingStepOfATokenTakesSixOperationsAWeightOfAProduct() throws {
        let blocks = 30.0 * (576 * 64 * 24 + 3 * 576 * 1536)
        let head = 49152.0 * 576
        #expect(try operations("{ kind: full }") == [6 * (blocks + head / 2)])
        #expect(try operations("{ kind: full }", recomputes: true) == [8 * blocks + 3 * head])
    }

    @Test func weightsThatRestTakeNoProductsForTheirGradientsAndThoseBelowNoneAtAll() throws {
        let one = 576.0 * 64 * 24 + 3 * 576 * 1536
        let head = 49152.0 * 576
        // Forward through all, input gradients of eight blocks and the head, gradients of the eight blocks' matrices.
        #expect(
            try operations("{ kind: partial, top_layers: 8 }") == [
                2 * (30 * one + head / 2) + 2 * (8 * one + head / 2) + 2 * 8 * one
            ])
        // Adapters of rank 8 beside seven layers of a block: their own gradients; the base's inputs in all blocks.
        let rank = 8.0
        let adapters = 30 * rank * Double(2 * (576 + 576) + 2 * (576 + 192) + 3 * (576 + 1536))
        #expect(
            try operations("{ kind: lora, lora: { r: 8, target_modules: all-linear } }") == [
                2 * (30 * one + head / 2) + 2 * (30 * one + head / 2) + 2 * adapters
            ])
        // Layer-wise, each block for as many steps: on average half of the blocks are walked through.
        let layerwise = try operations("{ kind: layerwise }")
        #expect(layerwise.count == 30)
        #expect(layerwise.reduce(0, +) / 30 == 2 * (30 * one + head / 2) + 2 * (15.5 * one + head / 2) + 2 * one)
    }

    /// The operations a token of each kind of phase, documents without attention, half of the rows counted.
    private func operations(_ strategy: String, recomputes: Bool = false) throws -> [Double] {
        try phases(strategy).0.keys.map {
            try smol().trainingOperations(documentLength: 0, headShare: 0.5, recomputes: recomputes, $0)
        }
    }
}
