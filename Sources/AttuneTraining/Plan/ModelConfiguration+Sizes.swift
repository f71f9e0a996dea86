public import AttuneFormats

extension ModelConfiguration {
    /// The weights of the model, tied ones counted once.
    public var parameterCount: Int {
        let attention = width * headSize * (2 * headCount + 2 * keyValueHeadCount)
        let attentionBiases = attentionBias ? headSize * (headCount + 2 * keyValueHeadCount) + width : 0
        let feedForward = 3 * width * feedForwardWidth
        let feedForwardBiases = feedForwardBias ? 2 * feedForwardWidth + width : 0
        let block = attention + attentionBiases + feedForward + feedForwardBiases + 2 * width
        return layerCount * block + width + vocabularySize * width * (tiesEmbeddings ? 1 : 2)
    }
}

extension ModelConfiguration {
    /// The numbers that one token's backward needs from one block: its input, query, key and value, the heads' outputs,
    /// the middle of the block, gate and up.
    var keptElements: Int {
        2 * width + (2 * headCount + 2 * keyValueHeadCount) * headSize + 2 * feedForwardWidth
    }

    /// Floating-point operations of a training step for one token: two for each weight of a product forward, four
    /// backward; attention's own over a mean of half the length, three products of which run again in the backward.
    func trainingOperations(documentLength: Double, headShare: Double, recomputes: Bool) -> Double {
        let block =
            Double(width * headSize * (2 * headCount + 2 * keyValueHeadCount)) + Double(3 * width * feedForwardWidth)
        let attention = Double(2 * headCount * headSize) * documentLength / 2
        let layers = Double(layerCount) * (block + attention)
        let head = Double(vocabularySize * width) * headShare
        return 6 * (layers + head) + (recomputes ? 2 * layers : 0)
    }
}
