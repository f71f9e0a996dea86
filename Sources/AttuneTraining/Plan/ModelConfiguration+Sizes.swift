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

    /// Floating-point operations of a training step for one token.
    ///
    /// Two for each weight of a product forward; two for the gradient of its input, in the blocks that the backward goes
    /// through, and two for its own where it trains. Attention's products, over a mean of half the length, have two
    /// inputs each. What is recomputed counts once more.
    func trainingOperations(
        documentLength: Double, headShare: Double, recomputes: Bool, _ trained: TrainedShare
    ) -> Double {
        let block =
            Double(width * headSize * (2 * headCount + 2 * keyValueHeadCount)) + Double(3 * width * feedForwardWidth)
        let attention = Double(2 * headCount * headSize) * documentLength / 2
        let head = Double(vocabularySize * width) * headShare
        let walked = Double(trained.walkedBlocks)
        let forward = 2 * (Double(layerCount) * (block + attention) + head)
        let inputs = walked * (2 * block + 4 * attention) + 2 * head
        let weights = 2 * Double(trained.blockProductCount) + (trained.trainsHead ? 2 * head : 0)
        return forward + inputs + weights + (recomputes ? 2 * walked * (block + attention) : 0)
    }
}
