import AttuneFormats
import AttuneModels
import AttuneNN
import AttuneOptim
import AttuneTensor
import AttuneTestSupport
import Foundation
import Testing

@testable import AttuneTraining

/// What holds of tiny models that really train under each strategy.
struct StrategyTrainingTests {
    private static let all: [(name: String, settings: StrategySettings)] = {
        let kinds: [StrategyKind] = [.full, .partial, .layerwise, .lisa, .progressive, .surgical]
        return kinds.flatMap { kind in
            IdleState.allCases.map { idle in
                var settings = StrategySettings()
                (settings.kind, settings.idleState, settings.layerDecay) = (kind, idle, 0.8)
                settings.stepsPerBlock = 2
                settings.measureEvery = 2
                settings.stages = 2
                settings.sampledLayers = 1
                settings.topLayers = kind == .partial ? 1 : nil
                return ("\(kind) \(idle)", settings)
            }
        }
    }()

    private func weights(_ model: DecoderModel) throws -> [String: [Float]] {
        let pairs = try model.store.parameters.map { ($0.name, try $0.exactValue().floats()) }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    private func values(_ model: DecoderModel) throws -> [String: [Float]] {
        let pairs = try model.store.parameters.map { ($0.name, try $0.value.converted(to: .float32).floats()) }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    @Test(arguments: Self.all.map(\.name), [DType.float32, .bfloat16])
    func onlyWhatIsChosenChangesAndNothingElseHasAGradientOrState(name: String, type: DType) throws {
        let settings = try #require(Self.all.first { $0.name == name }).settings
        for parity in ParityModel.all {
            let trainer = try StrategyRun.trainer(parity, settings, type: type)
            for _ in 0..<9 {
                let chosen = trainer.strategy.selection(
                    step: trainer.state.step, of: trainer.layout, state: trainer.state.strategy)
                try trainer.select()  // what has just come to rest is rounded by now
                let before = try values(trainer.model)
                _ = try trainer.step()
                let after = try values(trainer.model)
                let changed = Set(after.keys.filter { after[$0] != before[$0] })
                #expect(changed.isSubset(of: chosen.keys), "\(changed.subtracting(chosen.keys))")
                for parameter in trainer.model.store.parameters where chosen[parameter.name] == nil {
                    #expect(parameter.gradient == nil && !parameter.hasGradient)
                    if settings.idleState == .reset, trainer.strategy.idleState == .reset {
                        #expect(try trainer.optimizer.state.steps[parameter.name] == nil)
                        #expect(parameter.remainder == nil)
                    }
                }
                if type == .float32 { #expect(changed == Set(chosen.filter { $0.value > 0 }.keys)) }
            }
        }
    }

    @Test(arguments: Self.all.map(\.name), [DType.float32, .bfloat16])
    func aRunResumedInsideAPhaseIsTheUninterruptedOneBitForBit(name: String, type: DType) throws {
        let settings = try #require(Self.all.first { $0.name == name }).settings
        let parity = ParityModel.all[0]
        let source = try WeightSource(path: Fixture.root + "/models/" + parity.name)
        let folder = NSTemporaryDirectory() + "attune-strategy-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let whole = try StrategyRun.trainer(parity, settings, type: type)
        try whole.run { _ in true }
        for stop in [3, 4] {  // inside a turn, and between two
            let first = try StrategyRun.trainer(parity, settings, type: type)
            try first.run { $0.step < stop }
            let path = "\(folder)/\(stop)"
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            try Checkpoint.write(first, to: path, source: source, type: .float32, fingerprint: "f")
            try first.run { _ in true }
            #expect(try weights(first.model) == weights(whole.model), "saved at \(stop)")
            let resumed = try StrategyRun.trainer(parity, settings, type: type)
            try Checkpoint.restore(path, into: resumed, fingerprint: "f")
            try resumed.run { _ in true }
            #expect(try weights(resumed.model) == weights(whole.model), "stopped at \(stop)")
            #expect(resumed.state == whole.state)
        }
    }

    @Test(arguments: ParityModel.all, [DType.float32, .bfloat16])
    func allStagesInEveryStepIsFullFineTuningBitForBit(_ parity: ParityModel, type: DType) throws {
        let full = try StrategyRun.trainer(parity, StrategySettings(), type: type)
        try full.run { _ in true }
        var partial = StrategySettings()
        (partial.kind, partial.topLayers, partial.embeddings) = (.partial, full.layout.layerCount, .always)
        if !full.layout.tiesEmbeddings { partial.head = .always }
        var progressive = StrategySettings()
        (progressive.kind, progressive.stages) = (.progressive, 1)
        var lisa = StrategySettings()
        (lisa.kind, lisa.sampledLayers, lisa.stepsPerBlock) = (.lisa, full.layout.layerCount, 2)
        for settings in [partial, progressive, lisa] {
            let other = try StrategyRun.trainer(parity, settings, type: type)
            try other.run { _ in true }
            #expect(try weights(other.model) == weights(full.model), "\(settings.kind)")
        }
    }

    @Test(arguments: BlockOrder.allCases, ParityModel.all)
    func aFullSweepChangesEveryTensorThatWasAskedFor(order: BlockOrder, parity: ParityModel) throws {
        var settings = StrategySettings()
        (settings.kind, settings.order, settings.stepsPerBlock) = (.layerwise, order, 1)
        settings.embeddings = .scheduled
        let steps = try StrategyRun.trainer(parity, settings).layout.layerCount + 1
        let trainer = try StrategyRun.trainer(parity, settings, steps: steps)
        let before = try weights(trainer.model)
        try trainer.run { _ in true }
        let after = try weights(trainer.model)
        for name in before.keys { #expect(after[name] != before[name], "\(name)") }
    }

    @Test func anUntiedHeadBeginsAsTheTableAndTrainsAlone() throws {
        let source = try WeightSource(path: Fixture.root + "/models/llama-tied")
        let model = try DecoderModel.load(source, computeType: .float32, untied: true)
        #expect(model.head.weight !== model.embedding.weight)
        #expect(try model.head.weight.value.equals(model.embedding.weight.value))
        #expect(model.layout == ModelLayout(source.configuration, untied: true).ordered(like: model.layout))
        let folder = NSTemporaryDirectory() + "attune-untied-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try model.head.weight.value.add(Tensor.full(model.head.weight.shape, 1e-3, .float32))
        _ = try ModelFolder.write(model, to: folder, source: source, type: .float32)
        try ModelFolder.verify(folder, against: model, prompt: [1, 2, 3])
        #expect(try WeightSource(path: folder).configuration.tiesEmbeddings == false)
    }

    @Test func freshBlocksAreNormalAndOnlyTheTopOnes() throws {
        let parity = ParityModel.all[0]
        let (old, new) = (try parity.load(), try parity.load())
        try WeightRenewal(.topBlocks(1), spread: 0.02, seed: 1).apply(to: new)
        let top = "model.layers.\(new.blocks.count - 1)."
        for (one, other) in zip(old.store.parameters, new.store.parameters) {
            let values = try other.value.floats()
            guard one.name.hasPrefix(top) else {
                #expect(try one.value.floats() == values, "\(one.name)")
                continue
            }
            switch other.role {
            case .norm: #expect(values.allSatisfy { $0 == 1 })
            case .bias: #expect(values.allSatisfy { $0 == 0 })
            default:
                let mean = values.reduce(0, +) / Float(values.count)
                let spread = (values.reduce(0) { $0 + $1 * $1 } / Float(values.count)).squareRoot()
                #expect(abs(mean) < 0.004 && abs(spread - 0.02) < 0.004, "\(one.name): \(mean), \(spread)")
            }
        }
    }
}

extension ModelLayout {
    /// The same entries in the order of another layout.
    fileprivate func ordered(like other: ModelLayout) -> ModelLayout {
        let shapes = Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0.shape) })
        return ModelLayout(
            other.entries.map { (name: $0.name, shape: shapes[$0.name] ?? []) }, layerCount: layerCount,
            tiesEmbeddings: tiesEmbeddings)
    }
}
