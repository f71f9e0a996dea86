import AttuneFormats
import AttuneModels
import AttuneNN
import AttuneOptim
import AttuneTensor
import AttuneTestSupport
import Foundation
import Testing

@testable import AttuneTraining

/// Saving, finding and going on from checkpoints, with real files of a tiny model.
struct CheckpointTests {
    private let parity = ParityModel.all[1]

    private func folder() throws -> String {
        let path = NSTemporaryDirectory() + "attune-checkpoint-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    /// The ways to keep weights, moments and gradients that a recipe can choose.
    enum Mode: String, CaseIterable {
        case fp32, bf16, packed, lean, inBackward, factored, factoredLean

        var type: DType { self == .fp32 || self == .inBackward ? .float32 : .bfloat16 }
        var optimizer: any Optimizer {
            guard self != .factored, self != .factoredLean else { return Adafactor() }
            var settings = AdamW.Settings()
            settings.packsMoments = self == .packed
            return AdamW(settings)
        }
        var keeping: WeightKeeping {
            switch self {
            case .packed: .shortened
            case .lean, .factoredLean: .rounded
            case .fp32, .bf16, .inBackward, .factored: .exact
            }
        }
    }

    private func trainer(_ mode: Mode = .fp32, steps: Int = 9) throws -> Trainer {
        let batches = try (0..<5).map { try parity.batch("train.\($0)") }
        var settings = Trainer.Settings(
            learningRate: 1e-3, schedule: Schedule(.cosine, totalSteps: steps, warmupRatio: 0.2), maxGradientNorm: 1,
            recomputes: false, totalSteps: steps)
        settings.updatesInBackward = mode == .inBackward
        settings.clipping = mode == .inBackward ? .previousNorm : .globalNorm
        return Trainer(
            model: try parity.load(mode.type, mode.keeping), source: CyclingBatches(batches: batches),
            strategy: FullStrategy(), optimizer: mode.optimizer, settings: settings)
    }

    private func source() throws -> WeightSource { try WeightSource(path: Fixture.root + "/models/" + parity.name) }

    private func weights(_ trainer: Trainer) throws -> [[Float]] {
        try trainer.model.store.parameters.map { try $0.exactValue().floats() }
    }

    @Test(arguments: Mode.allCases, [1, 4])
    func aResumedRunIsTheUninterruptedOneBitForBit(mode: Mode, stop: Int) throws {
        let path = try folder()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let whole = try trainer(mode)
        var expected: [StepReport] = []
        try whole.run { report in
            expected.append(report)
            return true
        }
        let first = try trainer(mode)
        try first.run { $0.step < stop }
        let checkpoints = CheckpointStore(folder: path, keep: 1)
        _ = try checkpoints.save(first, source: source(), type: .bfloat16, fingerprint: "f")
        let resumed = try trainer(mode)
        let newest = try #require(checkpoints.newestVerified().path)
        try Checkpoint.restore(newest, into: resumed, fingerprint: "f")
        #expect(resumed.state.step == stop)
        var rest: [StepReport] = []
        try resumed.run { report in
            rest.append(report)
            return true
        }
        #expect(try weights(resumed) == weights(whole))
        #expect(rest.map(\.loss) == expected[stop...].map(\.loss))
        #expect(rest.map(\.gradientNorm) == expected[stop...].map(\.gradientNorm))
        #expect(rest.map(\.learningRate) == expected[stop...].map(\.learningRate))
        #expect(rest.map(\.epoch) == expected[stop...].map(\.epoch))
    }

    @Test(arguments: [StorageType.float32, .bfloat16])
    func aModelTrainedInBFloat16ReadsBackAsItWasSaved(type: StorageType) throws {
        let path = try folder()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let trainer = try trainer(.bf16, steps: 3)
        try trainer.run { _ in true }
        try trainer.model.round(to: type)
        _ = try ModelFolder.write(trainer.model, to: path, source: source(), type: type)
        for prompt in 1..<20 { try ModelFolder.verify(path, against: trainer.model, prompt: [1, Int32(prompt), 3, 5]) }
    }

    @Test func aRunThatCannotBeginLeavesNothing() throws {
        let path = try folder()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let run = path + "/run"
        try RunFolder(path: run, mode: .fresh).abandon()
        #expect(!FileManager.default.fileExists(atPath: run))
        try FileManager.default.createDirectory(atPath: run, withIntermediateDirectories: true)
        try "{}".write(toFile: run + "/report.json", atomically: true, encoding: .utf8)
        try RunFolder(path: run, mode: .overwrite).abandon()
        #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["run"])
        #expect(FileManager.default.fileExists(atPath: run + "/report.json"))
    }

    @Test func aRunThatHasBegunIsNotAbandoned() throws {
        let path = try folder()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let run = try RunFolder(path: path + "/run", mode: .fresh)
        try "{}".write(toFile: run.path + "/metrics.jsonl", atomically: true, encoding: .utf8)
        try run.abandon()
        #expect(FileManager.default.fileExists(atPath: run.path + "/metrics.jsonl"))
    }

    @Test func aDamagedCheckpointIsPassedOver() throws {
        let path = try folder()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let checkpoints = CheckpointStore(folder: path, keep: 5)
        let trainer = try trainer()
        try trainer.run { report in
            if report.step % 2 == 0 {
                _ = try checkpoints.save(trainer, source: source(), type: .float32, fingerprint: "f")
            }
            return report.step < 6
        }
        #expect(checkpoints.steps() == [2, 4, 6])
        let victim = checkpoints.path(step: 6) + "/" + Checkpoint.optimizerFile
        let handle = try #require(FileHandle(forUpdatingAtPath: victim))
        try handle.seek(toOffset: 3000)
        try handle.write(contentsOf: Data([0xFF]))
        try handle.close()
        let (newest, damaged) = checkpoints.newestVerified()
        #expect(newest == checkpoints.path(step: 4))
        #expect(damaged.count == 1)
    }

    @Test func onlyTheNewestAndTheBestStay() throws {
        let path = try folder()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let checkpoints = CheckpointStore(folder: path, keep: 2)
        let trainer = try trainer()
        trainer.state.stopping.bestStep = 1
        try trainer.run { report in
            _ = try checkpoints.save(trainer, source: source(), type: .float32, fingerprint: "f")
            return report.step < 5
        }
        #expect(checkpoints.steps() == [1, 4, 5])
        let left = try FileManager.default.contentsOfDirectory(atPath: path)
        #expect(!left.contains { $0.hasSuffix(".partial") || $0.hasPrefix(".trash") })
    }

    @Test func aCheckpointOfAnotherRecipeIsRefused() throws {
        let path = try folder()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let checkpoints = CheckpointStore(folder: path, keep: 1)
        let trainer = try trainer()
        try trainer.run { _ in false }
        let saved = try checkpoints.save(trainer, source: source(), type: .float32, fingerprint: "one")
        #expect(throws: CheckpointError.otherRun(checkpoint: saved, what: "the recipe, the data or the model")) {
            try Checkpoint.restore(saved, into: trainer, fingerprint: "other")
        }
    }

    @Test func aFolderIsHeldByOneRunAndNeverOverwrittenUnasked() throws {
        let path = try folder() + "/run"
        let held = try RunFolder(path: path, mode: .fresh)
        #expect(throws: CheckpointError.self) { try RunFolder(path: path, mode: .resume) }
        #expect(throws: CheckpointError.folderExists(path: path)) { try RunFolder(path: path, mode: .fresh) }
        withExtendedLifetime(held) {}
    }

    @Test(arguments: [StorageType.float32, .bfloat16])
    func savingLoadingAndSavingAgainGivesTheSameBytes(type: StorageType) throws {
        let path = try folder()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let trainer = try trainer()
        try trainer.run { $0.step < 3 }
        var files: [Data] = []
        var model = trainer.model
        var origin = try source()
        for round in 0..<2 {
            let target = path + "/\(round)"
            try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
            try model.round(to: type)
            _ = try ModelFolder.write(model, to: target, source: origin, type: type)
            try ModelFolder.verify(target, against: model, prompt: [1, 2, 3])
            files.append(try Data(contentsOf: URL(fileURLWithPath: target + "/model.safetensors")))
            origin = try WeightSource(path: target)
            model = try DecoderModel.load(origin, computeType: .float32)
        }
        #expect(files[0] == files[1])
    }

    @Test func aChangedWeightIsSeenByTheCheckAfterSaving() throws {
        let path = try folder()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let model = try parity.load()
        _ = try ModelFolder.write(model, to: path, source: source(), type: .float32)
        try model.blocks[0].feedForward.down.parts[0].weight.value.add(Tensor.full([32, 44], 1e-3, .float32))
        #expect(throws: ModelFolderError.self) { try ModelFolder.verify(path, against: model, prompt: [1]) }
    }
}
