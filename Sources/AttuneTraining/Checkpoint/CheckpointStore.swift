internal import AttuneErrors
internal import AttuneFormats
internal import AttuneModels
internal import AttuneNN
internal import Foundation

/// The checkpoints of a run: written atomically, found by their step, removed when there are too many.
struct CheckpointStore {
    /// The run's folder.
    let folder: String
    /// How many checkpoints stay, beside the best one.
    let keep: Int

    /// Makes a checkpoint of the trainer's state and removes old ones; returns its path.
    ///
    /// The files are hashed and listed in the manifest, which is written last; `extras` adds the tokenizer's.
    func save(
        _ trainer: Trainer, source: WeightSource, type: StorageType, fingerprint: String,
        extras: (_ folder: String) throws -> Void = { _ in }
    ) throws -> String {
        let path = path(step: trainer.state.step)
        if FileManager.default.fileExists(atPath: path + "/" + Manifest.fileName) { return path }
        try checkSpace(trainer)
        try AtomicFolder.make(path, earlier: .isReplaced) { place in
            try Checkpoint.write(trainer, to: place, source: source, type: type, fingerprint: fingerprint)
            try extras(place)
            try Manifest(of: place).write(to: place)
        }
        try removeOld(best: trainer.state.stopping.bestStep)
        return path
    }

    /// The newest checkpoint whose files are all as the manifest says, and the damaged ones that were passed over.
    func newestVerified() -> (path: String?, damaged: [any Error]) {
        var damaged: [any Error] = []
        for step in steps().reversed() {
            do {
                try Manifest.verify(path(step: step))
                return (path(step: step), damaged)
            } catch { damaged.append(error) }
        }
        return (nil, damaged)
    }

    /// Where the checkpoint of a step lies.
    func path(step: Int) -> String {
        let digits = String(step)
        return folder + "/checkpoint-" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }

    /// The steps that have a checkpoint with a manifest, in order.
    ///
    /// The clock plays no part.
    func steps() -> [Int] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.compactMap { name in
            guard name.hasPrefix("checkpoint-"), let step = Int(name.dropFirst("checkpoint-".count)) else { return nil }
            return FileManager.default.fileExists(atPath: "\(folder)/\(name)/\(Manifest.fileName)") ? step : nil
        }.sorted()
    }

    private func removeOld(best: Int?) throws {
        let others = steps().filter { $0 != best }
        for step in others.dropLast(max(1, keep)) { try AtomicFolder.remove(path(step: step)) }
    }

    private func checkSpace(_ trainer: Trainer) throws {
        let needed = trainer.model.savedParameters.reduce(0) { $0 + $1.elementCount } * 16 * 11 / 10
        let attributes = try FileManager.default.attributesOfFileSystem(forPath: folder)
        guard let free = (attributes[.systemFreeSize] as? NSNumber)?.intValue, free < needed else { return }
        throw CheckpointError.diskFull(path: folder, neededBytes: needed, freeBytes: free)
    }
}
