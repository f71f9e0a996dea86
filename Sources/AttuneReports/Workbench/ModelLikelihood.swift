internal import AttuneData
internal import AttuneModels
internal import AttuneTensor

/// What a model gives documents; its weights are read for the first one, because most data asks for none.
final class ModelLikelihood {
    private let bundle: ModelBundle
    private var loaded: DecoderModel?

    init(_ bundle: ModelBundle) { self.bundle = bundle }

    /// The sum of the tokens' log-probabilities in nats, each times its loss weight.
    ///
    /// - Throws: what loading and running the model throws.
    func likelihood(_ document: EncodedSample) throws -> Double {
        let targets = Array(document.ids.dropFirst()) + [0]
        let weights = Array(document.weights.dropFirst()) + [0]
        let losses = try decoder().losses(ids: document.ids, targets: targets, weights: weights)
        return -zip(losses, weights.filter { $0 != 0 }).reduce(0) { $0 + Double($1.0 * $1.1) }
    }

    private func decoder() throws -> DecoderModel {
        if let loaded { return loaded }
        let decoder = try bundle.load(computeType: bundle.naturalType)
        loaded = decoder
        return decoder
    }
}
