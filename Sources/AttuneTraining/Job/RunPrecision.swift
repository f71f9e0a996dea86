internal import AttuneErrors
internal import AttuneFormats
internal import AttuneJSON
internal import AttuneModels
internal import AttuneTensor

extension ModelSettings {
    /// The type that products run in.
    ///
    /// - Throws: `TrainingError.unsupported` for a precision that this device or this version does not train in.
    func computeType(on device: Device) throws(TrainingError) -> DType {
        switch precision {
        case .auto: return Engine.hasNativeBFloat16 || device != .cpu ? .bfloat16 : .float32
        case .fp32: return .float32
        case .bf16, .bf16Lean: return .bfloat16
        case .fp16:
            throw .unsupported(
                reason: "fp16 training needs loss scaling on a GPU; this run is on the \(device).",
                remedy: "Set model.precision to bf16 or fp32.")
        }
    }

    /// Whether activations are made again in the backward: `auto` keeps them while they take under half of what is free.
    func recomputes(_ configuration: ModelConfiguration, microBatchTokens: Int, type: DType) -> Bool {
        switch activations {
        case .keep: return false
        case .recompute: return true
        case .auto:
            let row = configuration.keptElements * configuration.layerCount * type.byteCount
            return row * microBatchTokens > ProcessMemory.availableBytes / 2
        }
    }
}

extension OutputSettings {
    /// How the trained weights are stored.
    func storedType(_ source: WeightSource) -> StorageType {
        switch dtype {
        case .source: source.savedType
        case .fp32: .float32
        case .bf16: .bfloat16
        }
    }
}

extension JSONValue {
    /// The `initializer_range` of a `config.json`; 0.02, the usual, where it has none.
    var initialSpread: Double {
        guard case .object(let object) = self else { return 0.02 }
        switch object["initializer_range"] {
        case .number(let value) where value > 0 && value.isFinite: return value
        default: return 0.02
        }
    }
}
