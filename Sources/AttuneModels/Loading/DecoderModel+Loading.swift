internal import AttuneErrors
internal import AttuneFormats
public import AttuneNN
public import AttuneTensor

extension DecoderModel {
    /// Builds a model and fills it with the weights of a source.
    ///
    /// In a compute type other than float32, `keeping` says how exactly a weight is kept beside its rounding, for training.
    ///
    /// `untied` gives a tied head a weight of its own, which begins as a copy of the token table.
    ///
    /// `onNonFinite` hears `WeightError.nonFinite` when weights are NaN or infinite; by default it ends the loading.
    ///
    /// - Throws: `WeightError` when the source lacks a weight, or has one of another shape.
    public static func load(
        _ source: WeightSource, computeType: DType, device: Device = .cpu, untied: Bool = false,
        keeping: (Parameter) -> WeightKeeping = { _ in .rounded },
        onNonFinite: (WeightError) throws -> Void = { throw $0 }
    ) throws -> DecoderModel {
        var shape = source.configuration.decoderShape
        let copiesTable = untied && shape.tiesEmbeddings
        if untied { shape.tiesEmbeddings = false }
        let model = try DecoderModel(shape, computeType: computeType, device: device)
        var nonFinite: [NonFiniteTensor] = []
        for parameter in model.store.parameters {
            let (slice, order) = try source.slice(
                named: copiesTable && parameter === model.head.weight ? model.embedding.weight.name : parameter.name)
            guard slice.shape == parameter.shape else {
                throw WeightError.wrongShape(
                    path: source.path, name: parameter.name, expected: parameter.shape, found: slice.shape)
            }
            let count = try parameter.fill(slice, order, keeping: keeping(parameter))
            guard count > 0 else { continue }
            nonFinite.append(
                NonFiniteTensor(name: parameter.name, count: count, elementCount: parameter.elementCount))
        }
        if !nonFinite.isEmpty { try onNonFinite(.nonFinite(path: source.path, tensors: nonFinite)) }
        return model
    }
}

extension Parameter {
    /// Sets the weights and returns how many of them are NaN or infinite.
    ///
    /// Weights that are stored in bfloat16 are their own roundings: there is nothing to keep beside them yet.
    fileprivate func fill(_ slice: TensorSlice, _ order: RowOrder?, keeping wanted: WeightKeeping) throws -> Int {
        keep(wanted)
        let splits = keeping != .rounded && slice.storage != .bfloat16
        guard value.device == .cpu, value.dtype == .float32 || value.dtype == .bfloat16 else {
            let host = try Tensor.empty(shape, .float32)
            let count = try host.withMutableBytes { try slice.decode(to: .float32, into: $0, rowOrder: order) }
            let there = try host.moved(to: value.device)
            if splits { try assign(exact: there) } else { try value.assign(there) }
            return count
        }
        if splits {
            return try assignParts { target in
                try slice.decodeParts(rowOrder: order) { try target.write($0, at: $1) }
            }
        }
        let target: DecodeTarget = value.dtype == .float32 ? .float32 : .bfloat16
        return try value.withMutableBytes { try slice.decode(to: target, into: $0, rowOrder: order) }
    }
}

extension ModelConfiguration {
    /// The decoder that this configuration describes.
    var decoderShape: DecoderModel.Shape {
        DecoderModel.Shape(
            vocabularySize: vocabularySize, layerCount: layerCount,
            block: DecoderBlock.Shape(
                width: width, hidden: feedForwardWidth,
                attention: AttentionShape(
                    headCount: headCount, keyValueHeadCount: keyValueHeadCount, headSize: headSize),
                normEpsilon: normEpsilon, attentionBias: attentionBias, feedForwardBias: feedForwardBias),
            rotaryTheta: rope.theta, rotaryScaling: rope.scaling.rotary, tiesEmbeddings: tiesEmbeddings)
    }
}

extension RopeScaling {
    fileprivate var rotary: RotaryScaling {
        switch self {
        case .none: .none
        case .linear(let factor): .linear(factor: factor)
        case .llama3(let factor, let low, let high, let context):
            .llama3(factor: factor, lowFrequencyFactor: low, highFrequencyFactor: high, originalContext: context)
        }
    }
}
