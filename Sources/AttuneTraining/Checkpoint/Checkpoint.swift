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
    ///
    /// Before, what the next step would let go of is let go of, so that a resumed run goes on with the same weights.
    static func write(
        _ trainer: Trainer, to folder: String, source: WeightSource, type: StorageType, fingerprint: String
    ) throws {
        if !trainer.isFinished { try trainer.select() }
        _ = try ModelFolder.write(trainer.model, to: folder, source: source, type: type)
        let optimizer = try trainer.optimizer.state
        var records = try optimizer.tensors.map {
            try record($0.name, $0.tensor.shape, $0.tensor.dtype) { [t = $0.tensor] in t }
        }
        records += try trainer.model.savedParameters.map { parameter in
            try record(parameter.name + masterSuffix, parameter.shape, .float32) { try parameter.exactValue() }
        }
        try SafetensorsWriter.write(to: folder + "/" + optimizerFile, records)
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
        trainer.state = state.trainer
        try trainer.select()  // so that the weights which train are kept exactly before they are read
        let tensors = try restoreWeights(folder, into: trainer.model)
        var optimizer = OptimizerState(steps: state.optimizerSteps)
        for (name, slice) in tensors where !name.hasSuffix(masterSuffix) {
            optimizer.tensors.append((name, try slice.tensor(on: trainer.model.device)))
        }
        try trainer.optimizer.restore(optimizer, for: trainer.model.store.parameters)
    }

    /// Puts only the weights back; returns the file's tensors by name.
    @discardableResult
    static func restoreWeights(_ folder: String, into model: DecoderModel) throws -> [String: TensorSlice] {
        let file = try SafetensorsFile(path: folder + "/" + optimizerFile)
        let tensors = Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0) })
        for parameter in model.savedParameters {
            guard let slice = tensors[parameter.name + masterSuffix], slice.shape == parameter.shape else {
                throw CheckpointError.damaged(
                    checkpoint: folder, file: optimizerFile, reason: "lacks the weights of \(parameter.name)")
            }
            try parameter.assign(exact: slice.tensor(on: parameter.value.device))
        }
        return tensors
    }

    /// The loop's state in a checkpoint.
    static func state(of folder: String) throws -> CheckpointState {
        let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + stateFile))
        return try JSONDecoder().decode(CheckpointState.self, from: data)
    }

    /// A tensor that is asked for when its turn to be written comes.
    private static func record(
        _ name: String, _ shape: [Int], _ type: DType, _ tensor: @escaping () throws -> Tensor
    ) throws -> TensorRecord {
        guard let storage = type.storage else {
            throw EngineError.refused(operation: "saving \(name)", reason: "\(type) is not stored")
        }
        return TensorRecord(name: name, storage: storage, shape: shape) { consume in
            let host = try tensor().moved(to: .cpu, as: type).contiguous()
            try host.withMutableBytes { try consume(UnsafeRawBufferPointer($0)) }
        }
    }
}

extension DType {
    /// The type in files that holds the same bits.
    fileprivate var storage: StorageType? { StorageType.allCases.first { $0.dtype == self } }
}

extension TensorSlice {
    /// The stored numbers as a tensor of the same type.
    fileprivate func tensor(on device: Device) throws -> Tensor {
        guard let dtype = storage.dtype else {
            throw EngineError.refused(operation: "reading \(name)", reason: "\(storage) is not a type of tensors here")
        }
        return try withBytes { try Tensor.copying($0, shape, dtype, on: device) }
    }
}
