/// How many rows and documents an epoch takes from one data source.
public struct SourceSelection: Sendable, Equatable {
    /// How often the rows are wanted: 2.0 takes each twice, 0.5 half of them, chosen by the seed.
    public let weight: Double
    /// The rows the source has.
    public let rows: Int
    /// The rows an epoch takes, repetitions counted.
    public let chosenRows: Int
    /// The documents an epoch takes, repetitions counted; a row that was split gives several.
    public let chosenDocuments: Int

    /// The documents an epoch takes, in the order of the store; a repeated source follows itself.
    static func documents(
        of store: TokenStore, weights: [Double], seed: UInt64
    ) throws(PackingError) -> ([Int32], [SourceSelection]) {
        guard !weights.isEmpty else {
            return ((0..<Int32(store.documentCount)).map { $0 }, [])
        }
        var documents: [Int32] = []
        var selection: [SourceSelection] = []
        let rowsBySource = rows(of: store, sourceCount: weights.count)
        for (source, weight) in weights.enumerated() {
            guard weight.isFinite, weight >= 0, weight <= 1000 else { throw .badWeight(source: source, weight: weight) }
            let rows = rowsBySource[source]
            let chosen = chosenRows(count: rows.count, weight: weight, seed: seed, source: source)
            let before = documents.count
            for row in chosen { documents.append(contentsOf: rows[Int(row)]) }
            guard documents.count <= Int(Int32.max) else { throw .tooManyDocuments(count: documents.count) }
            selection.append(
                SourceSelection(
                    weight: weight, rows: rows.count, chosenRows: chosen.count,
                    chosenDocuments: documents.count - before))
        }
        return (documents, selection)
    }

    /// Every row `floor(weight)` times, then the seed's choice of rows for the rest.
    static func chosenRows(count: Int, weight: Double, seed: UInt64, source: Int) -> [Int32] {
        let whole = Int(weight.rounded(.down))
        let all = (0..<Int32(count)).map { $0 }
        var chosen: [Int32] = []
        for _ in 0..<whole { chosen.append(contentsOf: all) }
        let rest = Int(((weight - Double(whole)) * Double(count)).rounded())
        guard rest > 0 else { return chosen }
        let stream = UInt64(source) << 8 | RandomStream.sourceSelection.rawValue
        let order = Philox(seed: seed).permutation(count: count, stream: stream)
        return chosen + order.prefix(rest).sorted()
    }

    /// The documents of each source, grouped by the row they came from.
    private static func rows(of store: TokenStore, sourceCount: Int) -> [[Range<Int32>]] {
        var rows = [[Range<Int32>]](repeating: [], count: sourceCount)
        for row in store.rows() {
            let source = Int(store.sources[Int(row.lowerBound)])
            if rows.indices.contains(source) { rows[source].append(row) }
        }
        return rows
    }
}

extension TokenStore {
    /// The documents of each row, in order; a row that was split has several.
    func rows() -> [Range<Int32>] {
        var rows: [Range<Int32>] = []
        var start = 0
        while start < documentCount {
            let (source, row) = (sources[start], reference(of: start))
            var end = start + 1
            while end < documentCount, sources[end] == source, reference(of: end) == row { end += 1 }
            rows.append(Int32(start)..<Int32(end))
            start = end
        }
        return rows
    }
}
