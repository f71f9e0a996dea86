internal import AttuneErrors
internal import AttuneFormats
internal import AttuneModels
internal import AttuneNN
internal import AttuneOptim
internal import AttuneTensor
internal import Foundation

/// What a checkpoint says beside its tensors.
struct CheckpointState: Codable, Equatable {
    var trainer: TrainerState
    /// The steps that each parameter has had in the optimizer.
    var optimizerSteps: [String: Int]
    /// What must be equal for a resumed run to go on exactly.
    var fingerprint: String
}

/// The exact state of a trainer on disk: a complete model folder, the optimizer's tensors and the loop's state.
struct Checkpoint {
    static let stateFile = "trainer_state.json"
    static let optimizerFile = "optimizer-00001.safetensors"
    private static let masterSuffix = "/master"

    /// Writes everything but the manifest into a folder.
    static func write(
        _ trainer: Trainer, to folder: String, source: WeightSource, type: StorageType, fingerprint: String
    ) throws {
        _ = try ModelFolder.write(trainer.model, to: folder, source: source, type: type)
        let optimizer = trainer.optimizer.state
        var tensors = optimizer.tensors
        for parameter in trainer.model.store.parameters {
            tensors.append((parameter.name + masterSuffix, parameter.exactValue))
        }
        try SafetensorsWriter.write(to: folder + "/" + optimizerFile, tensors.map { record($0.name, $0.tensor) })
        let state = CheckpointState(
            trainer: trainer.state, optimizerSteps: optimizer.steps, fingerprint: fingerprint)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try AtomicFile.write(
            String(decoding: try encoder.encode(state), as: UTF8.self) + "\n", to: folder + "/" + stateFile)
    }

    /// Puts weights, optimizer and loop back to where a checkpoint was made.
    ///
    /// - Throws: `CheckpointError.otherRun` when the fingerprint differs.
    static func restore(_ folder: String, into trainer: Trainer, fingerprint: String) throws {
        let state = try state(of: folder)
        guard state.fingerprint == fingerprint else {
            throw CheckpointError.otherRun(checkpoint: folder, what: "the recipe, the data or the model")
        }
        let tensors = try restoreWeights(folder, into: trainer.model)
        var optimizer = OptimizerState(steps: state.optimizerSteps)
        for (name, slice) in tensors where !name.hasSuffix(masterSuffix) {
            optimizer.tensors.append((name, try slice.tensor(on: trainer.model.device)))
        }
        try trainer.optimizer.restore(optimizer, for: trainer.model.store.parameters)
        trainer.state = state.trainer
    }

    /// Puts only the weights back; returns the file's tensors by name.
    @discardableResult
    static func restoreWeights(_ folder: String, into model: DecoderModel) throws -> [String: TensorSlice] {
        let file = try SafetensorsFile(path: folder + "/" + optimizerFile)
        let tensors = Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0) })
        for parameter in model.store.parameters {
            guard let slice = tensors[parameter.name + masterSuffix], slice.shape == parameter.shape else {
                throw CheckpointError.damaged(
                    checkpoint: folder, file: optimizerFile, reason: "lacks the weights of \(parameter.name)")
            }
            try parameter.exactValue.assign(slice.tensor(on: parameter.value.device))
            if parameter.master != nil { try parameter.value.assign(parameter.exactValue) }
        }
        return tensors
    }

    /// The loop's state in a checkpoint.
    static func state(of folder: String) throws -> CheckpointState {
        let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + stateFile))
        return try JSONDecoder().decode(CheckpointState.self, from: data)
    }

    private static func record(_ name: String, _ tensor: Tensor) -> TensorRecord {
        TensorRecord(name: name, storage: .float32, shape: tensor.shape) { consume in
            let host = try tensor.moved(to: .cpu, as: .float32).contiguous()
            try host.withMutableBytes { try consume(UnsafeRawBufferPointer($0)) }
        }
    }
}

extension TensorSlice {
    /// The stored float32 numbers as a tensor.
    fileprivate func tensor(on device: Device) throws -> Tensor {
        try withBytes { try Tensor.copying($0, shape, .float32, on: device) }
    }
}
