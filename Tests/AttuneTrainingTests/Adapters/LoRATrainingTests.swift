import AttuneData
import AttuneFormats
import AttuneModels
import AttuneNN
import AttuneOptim
import AttuneTensor
import AttuneTestSupport
import Testing

@testable import AttuneTraining

/// Training with adapters: what moves, what does not, and going on from a checkpoint.
struct LoRATrainingTests {
    private let parity = ParityModel.all[1]

    private func strategy(seed: UInt64 = 9) throws -> LoRAStrategy {
        let layout = ModelLayout(try source().configuration)
        return LoRAStrategy(
            AdapterSettings(rank: 3, alpha: 6, dropout: 0.3), modules: layout.linearLayers, seed: seed)
    }

    private func trainer(_ type: DType = .float32, steps: Int = 8) throws -> Trainer {
        let batches = try (0..<5).map { try parity.batch("train.\($0)") }
        var settings = Trainer.Settings(
            learningRate: 1e-2, schedule: Schedule(.linear, totalSteps: steps), maxGradientNorm: 1, recomputes: false,
            totalSteps: steps)
        settings.objective = Objective(noiseAlpha: 2)
        settings.seed = 5
        let model = try parity.load(type, .rounded)
        let strategy = try strategy()
        try strategy.prepare(model)
        return Trainer(
            model: model, source: CyclingBatches(batches: batches), strategy: strategy, optimizer: AdamW(),
            settings: settings)
    }

    private func source() throws -> WeightSource { try WeightSource(path: Fixture.root + "/models/" + parity.name) }

    private func adapters(_ model: DecoderModel) throws -> [[Float]] {
        try model.savedParameters.map { try $0.exactValue().floats() }
    }

    @Test func aFreshAdapterChangesNothing() throws {
        let (plain, adapted) = (try parity.load(), try parity.load())
        try strategy().prepare(adapted)
        let batch = try parity.batch()
        func losses(_ model: DecoderModel) throws -> [Float] {
            try model.losses(
                ids: batch.ids, positions: batch.positions, layout: batch.layout, targets: batch.targets,
                weights: batch.weights)
        }
        #expect(try losses(adapted) == losses(plain))
        let down = try #require(adapted.store["model.layers.0.mlp.down_proj.lora_A.weight"]).value.floats()
        #expect(down.allSatisfy { abs($0) <= 1 / Float(44).squareRoot() } && Set(down).count > 100)
        let other = try parity.load()
        try strategy(seed: 10).prepare(other)
        #expect(try adapters(other) != adapters(adapted))
    }

    @Test(arguments: [DType.float32, .bfloat16])
    func theBaseStaysBitIdenticalAndEveryAdapterMoves(type: DType) throws {
        let trainer = try trainer(type)
        let before = try trainer.model.store.parameters.map { try $0.value.cloned() }
        let start = try adapters(trainer.model)
        try trainer.run { _ in true }
        for (parameter, old) in zip(trainer.model.store.parameters, before) where parameter.role != .adapter {
            #expect(try parameter.value.equals(old), "\(parameter.name)")
            #expect(parameter.gradient == nil && parameter.remainder == nil, "\(parameter.name)")
        }
        for (old, new) in zip(start, try adapters(trainer.model)) { #expect(old != new) }
        #expect(start.count == 2 * 7 * trainer.model.blocks.count)
        #expect(try Set(trainer.optimizer.state.steps.keys) == Set(trainer.model.savedParameters.map(\.name)))
    }

    @Test(arguments: [DType.float32, .bfloat16])
    func aResumedRunIsTheUninterruptedOneBitForBit(type: DType) throws {
        try withTemporaryFolder { folder in
            let whole = try trainer(type)
            var losses: [Double] = []
            try whole.run { report in
                losses.append(report.loss)
                return true
            }
            let first = try trainer(type)
            try first.run { $0.step < 3 }
            let checkpoints = CheckpointStore(folder: folder, keep: 1)
            let path = try checkpoints.save(first, source: source(), type: .float32, fingerprint: "f")
            #expect(AdapterFolder.isAdapter(path))
            let resumed = try trainer(type)
            try Checkpoint.restore(path, into: resumed, fingerprint: "f")
            var rest: [Double] = []
            try resumed.run { report in
                rest.append(report.loss)
                return true
            }
            #expect(rest == Array(losses[3...]))
            #expect(try adapters(resumed.model) == adapters(whole.model))
        }
    }

    @Test func keptAndRecomputedActivationsDropTheSame() throws {
        let batch = try parity.batch()
        func gradients(recomputes: Bool, draw: Draw?) throws -> [[Float]] {
            let model = try PEFTAdapter.all[1].load()
            _ = try StagedPass(model, recomputes: recomputes).run(batch, scale: 1 / batch.weightSum, draw: draw)
            return try model.savedParameters.map { try #require($0.gradient).floats() }
        }
        let draw = Draw(seed: 1, step: 4, microBatch: 0)
        let kept = try gradients(recomputes: false, draw: draw)
        #expect(try gradients(recomputes: true, draw: draw) == kept)
        #expect(try gradients(recomputes: false, draw: nil) != kept)
    }

    /// With dropout: the directional derivative of the loss along the gradient is its squared norm.
    @Test func theGradientWithDropoutIsTheSlope() throws {
        let model = try PEFTAdapter.all[1].load()
        let batch = try PEFTAdapter.all[1].batch()
        let pass = StagedPass(model, recomputes: false)
        func loss() throws -> Double {
            model.store.clearGradients()
            let draw = Draw(seed: 3, step: 1, microBatch: 2)
            return try pass.run(batch, scale: 1 / batch.weightSum, draw: draw) / batch.weightSum
        }
        _ = try loss()
        let trained = model.savedParameters
        let gradients = try trained.map { try #require($0.gradient).cloned() }
        let slope = try gradients.reduce(0) { try $0 + $1.squareSum() }
        let step = 2e-3 / slope.squareRoot()
        func move(_ distance: Double) throws {
            for (parameter, gradient) in zip(trained, gradients) { try parameter.value.add(gradient, scale: distance) }
        }
        try move(step)
        let above = try loss()
        try move(-2 * step)
        let below = try loss()
        #expect(abs((above - below) / (2 * step) - slope) < 0.02 * slope)
    }
}
