internal import AttuneNN
public import AttuneTensor

extension DecoderModel {
    /// The log-probability of every token of a document given those before it; nil for the first.
    public func logProbabilities(_ ids: [Int32]) throws -> [Double?] {
        guard ids.count > 1 else { return ids.map { _ in nil } }
        let targets = Array(ids.dropFirst()) + [0]
        let weights = [Float](repeating: 1, count: ids.count - 1) + [0]
        let losses = try losses(ids: ids, targets: targets, weights: weights)
        return [nil] + losses.map { -Double($0) }
    }

    /// The negative log-likelihood in nats of each target of a single document whose weight is not 0.
    public func losses(ids: [Int32], targets: [Int32], weights: [Float]) throws -> [Float] {
        try losses(
            ids: ids, positions: ids.indices.map(Int32.init), layout: DocumentLayout(offsets: [0, Int32(ids.count)]),
            targets: targets, weights: weights)
    }

    /// The negative log-likelihood in nats of each target whose weight is not 0, in the order of the flat batch.
    public func losses(
        ids: [Int32], positions: [Int32], layout: DocumentLayout, targets: [Int32], weights: [Float]
    ) throws -> [Float] {
        let context = try documentContext(positions: positions, layout)
        let rows = Head.Rows(targets: targets, weights: weights)
        guard !rows.places.isEmpty else { return [] }
        return try head.losses(hidden(ids, context, places: rows.places), rows: rows)
    }
}
