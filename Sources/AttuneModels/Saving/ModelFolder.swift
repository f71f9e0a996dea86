public import AttuneFormats
internal import AttuneJSON
internal import AttuneNN
public import AttuneTensor
internal import Foundation

/// Writes models as Hugging Face folders, models with adapters as PEFT's, and checks what was written.
public enum ModelFolder {
    /// Makes a model's folder whole or not at all: weights, tokenizer, what `extras` adds; then opens and compares it.
    ///
    /// An earlier folder is replaced. From then on memory holds the weights as the folder does, rounded to `type`: what is
    /// measured afterwards holds for the folder. Returns the bytes of the model's files.
    ///
    /// - Throws: `ModelFolderError.differs` when it does not read back as it was written, `FileError`.
    public static func make(
        _ path: String, of model: DecoderModel, from bundle: ModelBundle, type: StorageType, prompt: [Int32],
        extras: (_ folder: String) throws -> Void = { _ in }
    ) throws -> Int {
        try AtomicFolder.make(path, earlier: .isReplaced) { place in
            try withoutGradients {
                try model.round(to: type)
                let bytes = try write(model, to: place, source: bundle.source, type: type)
                _ = try bundle.tokenizer.write(to: place)
                try extras(place)
                try verify(place, against: model, prompt: prompt)
                return bytes
            }
        }
    }

    /// Writes `config.json` and the weights of a model into a folder that is there.
    ///
    /// `type` is how weights are stored. The configuration is the source's own; only its dtype changes, and
    /// `tie_word_embeddings` when the head was untied. A tied weight is written once. Of a model with adapters only they
    /// are written. Returns the bytes of all files.
    public static func write(
        _ model: DecoderModel, to folder: String, source: WeightSource, type: StorageType
    ) throws -> Int {
        if let adapters = model.adapters {
            return try AdapterFolder.write(model, adapters, to: folder, base: source.path, type: type)
        }
        let config =
            source.configurationJSON.settingStoredType(type)
            .settingTie(model.tiesEmbeddings, was: source.configuration.tiesEmbeddings).encoded(pretty: true) + "\n"
        try AtomicFile.write(config, to: folder + "/config.json")
        let records = model.store.parameters.map { $0.record(named: $0.name, type: type) }
        return try SafetensorsWriter.write(to: folder + "/model.safetensors", records) + config.utf8.count
    }

    /// Opens a folder again and compares it with the model in memory: names, shapes, every byte, and a model's logits.
    ///
    /// The model has to be rounded to what the folder holds; see `DecoderModel.round(to:)`.
    ///
    /// - Throws: `ModelFolderError.differs` with the first difference.
    public static func verify(_ folder: String, against model: DecoderModel, prompt: [Int32]) throws {
        if let adapters = model.adapters { return try AdapterFolder.verify(folder, against: model, adapters) }
        let source = try WeightSource(path: folder)
        let names = model.store.parameters.map(\.name).sorted()
        guard source.names == names else { throw ModelFolderError.differs(folder: folder, what: "the set of tensors") }
        guard source.configuration.tiesEmbeddings == model.tiesEmbeddings else {
            throw ModelFolderError.differs(folder: folder, what: "whether the head is tied")
        }
        for parameter in model.store.parameters {
            let slice = try source.slice(named: parameter.name).slice
            guard slice.shape == parameter.shape else {
                throw ModelFolderError.differs(folder: folder, what: "the shape of \(parameter.name)")
            }
            guard try parameter.isStored(in: slice) else {
                throw ModelFolderError.differs(folder: folder, what: "the weights of \(parameter.name)")
            }
        }
        try verifyLogits(source, against: model, prompt: prompt, folder: folder)
    }

    private static func verifyLogits(
        _ source: WeightSource, against model: DecoderModel, prompt: [Int32], folder: String
    ) throws {
        let reopened = try DecoderModel.load(source, computeType: model.store.computeType, device: model.device)
        let expected = try model.lastLogits(prompt, model.makeCache(batch: 1, capacity: prompt.count))
        let found = try reopened.lastLogits(prompt, reopened.makeCache(batch: 1, capacity: prompt.count))
        let scale = expected.reduce(1) { max($0, abs($1)) }
        let worst = zip(expected, found).reduce(Float(0)) { max($0, abs($1.0 - $1.1)) }
        // Stored in float32, a weight that products read in bfloat16 may come back as its other neighbour where it lies
        // in the middle of two; one bit of 8 is some hundredths of the largest logit.
        let tolerance: Float = model.store.computeType == .float32 ? 1e-3 : 0.05
        guard worst.isFinite, worst <= tolerance * scale else {
            throw ModelFolderError.differs(folder: folder, what: "the logits of a fixed prompt, by \(worst)")
        }
    }
}

extension DecoderModel {
    /// Rounds the weights in memory to what a folder of this type holds, so that both compute the same numbers.
    ///
    /// A float32 model that is stored in bfloat16 moves by this: logits by some hundredths of the largest.
    public func round(to type: StorageType) throws {
        guard let dtype = type.dtype else { return }
        for parameter in savedParameters where parameter.value.dtype == .float32 && dtype != .float32 {
            try parameter.assign(exact: parameter.value.converted(to: dtype).converted(to: .float32))
        }
    }
}

extension StorageType {
    /// The tensor type of the same layout; nil for quantised types.
    public var dtype: DType? {
        switch self {
        case .float64: .float64
        case .float32: .float32
        case .float16: .float16
        case .bfloat16: .bfloat16
        case .int64: .int64
        case .int32: .int32
        case .int16: .int16
        case .uint8: .uint8
        case .bool: .bool
        default: nil
        }
    }
}

extension JSONValue {
    /// A `config.json` that says whether the head is tied, when that has changed.
    fileprivate func settingTie(_ ties: Bool, was before: Bool) -> JSONValue {
        guard case .object(var object) = self, ties != before else { return self }
        object["tie_word_embeddings"] = .bool(ties)
        return .object(object)
    }

    /// A `config.json` with another stored type, in the style that it has: `dtype` or `torch_dtype`.
    fileprivate func settingStoredType(_ type: StorageType) -> JSONValue {
        guard case .object(var object) = self else { return self }
        let key = object["dtype"] != nil ? "dtype" : "torch_dtype"
        object[key] = .string(type.rawValue)
        return .object(object)
    }
}

/// Whether two pieces of memory hold the same bytes.
private func equalBytes(_ a: UnsafeRawBufferPointer, _ b: UnsafeMutableRawBufferPointer) -> Bool {
    guard a.count == b.count else { return false }
    guard let first = a.baseAddress, let second = b.baseAddress else { return true }
    return memcmp(first, second, a.count) == 0
}

extension Parameter {
    /// The record that stores the weight.
    func record(named name: String, type: StorageType) -> TensorRecord {
        TensorRecord(name: name, storage: type, shape: shape) { consume in
            let stored = try self.stored(as: type.dtype)
            try stored.withMutableBytes { try consume(UnsafeRawBufferPointer($0)) }
        }
    }

    /// Whether a slice holds the weight, shape and every byte of it.
    func isStored(in slice: TensorSlice) throws -> Bool {
        guard slice.shape == shape, let dtype = slice.storage.dtype else { return false }
        return try stored(as: dtype).withMutableBytes { memory in slice.withBytes { equalBytes($0, memory) } }
    }

    /// The weight as it is stored in this type: what products read where that is the type, else the exact weight's own.
    fileprivate func stored(as type: DType?) throws -> Tensor {
        try (value.dtype == type ? value : exactValue()).moved(to: .cpu, as: type).contiguous()
    }
}
