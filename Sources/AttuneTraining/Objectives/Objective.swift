public import AttuneData
public import AttuneNN
public import AttuneTensor

/// What a training pass minimises, and the noise that it learns under.
///
/// Measurements know nothing of it: they always are the plain negative log-likelihood.
public struct Objective: Sendable, Equatable {
    /// The loss over the vocabulary.
    public var term: CrossEntropy
    /// NEFTune's alpha: the size of the noise on embeddings; 0 adds none.
    public var noiseAlpha: Double

    /// Makes an objective; without arguments it is the plain negative log-likelihood.
    public init(term: CrossEntropy = CrossEntropy(), noiseAlpha: Double = 0) {
        self.term = term
        self.noiseAlpha = noiseAlpha
    }

    /// Adds even noise to embedded rows [N, D], at most alpha / sqrt(L * D) in a document of L tokens.
    ///
    /// Source: Jain et al. 2023 (NEFTune), algorithm 1, with each document's own length as in its authors' code. Its
    /// gradient is the identity, so that the backward does not know of it. Documents must be held whole: each has noise of
    /// its own.
    public func addNoise(to embedded: Tensor, _ batch: Batch, _ draw: Draw) throws {
        guard noiseAlpha > 0 else { return }
        let width = Double(embedded.shape[1])
        let lengths = zip(batch.documentOffsets, batch.documentOffsets.dropFirst()).map { Int($1 - $0) }
        let amplitudes = lengths.flatMap { length in
            repeatElement(Float(noiseAlpha / (Double(length) * width).squareRoot()), count: length)
        }
        try embedded.addNoise(amplitudes, draw.stream(Objective.noiseStream))
    }

    /// The stream of the noise; adapters have those above.
    private static let noiseStream: UInt32 = 0
}

extension TrainingSettings {
    /// The objective that the keys describe.
    var objective: Objective {
        Objective(
            term: CrossEntropy(labelSmoothing: labelSmoothing, zLossWeight: zLossWeight), noiseAlpha: neftuneAlpha)
    }
}
