extension TokenStore {
    /// Some documents in order, as flat batches of at most `tokens` tokens, or one document each where it is longer.
    public func batches(of documents: some Sequence<Int32>, tokens: Int) -> [Batch] {
        var batches: [Batch] = []
        var current = Batch()
        for document in documents {
            let length = Int(lengths[Int(document)])
            if current.documentCount > 0, current.tokenCount + length > tokens {
                batches.append(current)
                current = Batch()
            }
            current.append(ids: ids(of: Int(document)), weights: weights(of: Int(document)), row: document)
        }
        return current.documentCount > 0 ? batches + [current] : batches
    }

    /// A share of the documents, chosen by the seed, in the order of the store; at least one, and never all.
    ///
    /// - Throws: `PackingError.noDocuments` for a store with a single document.
    public func heldOutDocuments(fraction: Double, seed: UInt64) throws(PackingError) -> [Int32] {
        guard documentCount > 1 else { throw .noDocuments }
        let count = min(documentCount - 1, max(1, Int((Double(documentCount) * fraction).rounded())))
        let order = Philox(seed: seed).permutation(count: documentCount, stream: RandomStream.heldOut.rawValue)
        return order.prefix(count).sorted()
    }
}
