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

    /// The documents of a share of the rows, chosen by the seed, in the order of the store; at least one row, never all.
    ///
    /// All documents of a row that was split are on the same side, so that no text is both learned and measured.
    ///
    /// - Throws: `PackingError.noDocuments` for a store with a single row.
    public func heldOutDocuments(fraction: Double, seed: UInt64) throws(PackingError) -> [Int32] {
        let rows = rows()
        guard rows.count > 1 else { throw .noDocuments }
        let wanted = (Double(rows.count) * max(0, min(1, fraction))).rounded()
        let count = min(rows.count - 1, max(1, Int(wanted)))
        let order = Philox(seed: seed).permutation(count: rows.count, stream: RandomStream.heldOut.rawValue)
        return order.prefix(count).sorted().flatMap { Array(rows[Int($0)]) }
    }
}
