extension TokenStore {
    /// Some documents in order, as flat batches of at most `tokens` tokens, or one document each where it is longer.
    public func batches(of documents: some Sequence<Int32>, tokens: Int) -> [Batch] {
        var groups: [[Int32]] = [[]]
        var used = 0
        for document in documents {
            let length = Int(lengths[Int(document)])
            if used > 0, used + length > tokens {
                groups.append([])
                used = 0
            }
            groups[groups.count - 1].append(document)
            used += length
        }
        return groups.filter { !$0.isEmpty }.map { batch(of: $0, sharing: true) }
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
        return heldOut(min(rows.count - 1, max(1, Int(wanted))), of: rows, seed: seed)
    }

    /// The documents of a number of rows, chosen in the same way.
    ///
    /// - Throws: `PackingError.tooManyHeldOut` when no row would be left to learn from.
    public func heldOutDocuments(rows wanted: Int, seed: UInt64) throws(PackingError) -> [Int32] {
        let rows = rows()
        guard wanted > 0, wanted < rows.count else { throw .tooManyHeldOut(asked: wanted, rows: rows.count) }
        return heldOut(wanted, of: rows, seed: seed)
    }

    private func heldOut(_ count: Int, of rows: [Range<Int32>], seed: UInt64) -> [Int32] {
        let order = Philox(seed: seed).permutation(count: rows.count, stream: RandomStream.heldOut.rawValue)
        return order.prefix(count).sorted().flatMap { Array(rows[Int($0)]) }
    }
}
