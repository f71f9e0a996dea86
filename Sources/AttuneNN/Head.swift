public import AttuneTensor

/// The last stage: norm, product with the vocabulary, and the loss in chunks of rows.
///
/// Logits of the whole batch never exist: rows without weight do not come here, and the rest go through a scratch of
/// `chunkRows` rows in which they turn into their own gradient.
public final class Head {
    /// The norm before the product.
    public let norm: RMSNorm
    /// The weight [V, D]: the embedding's own when tied.
    public let weight: Parameter
    private let chunkRows = 256
    private let store: ParameterStore
    private var scratch: Tensor?

    /// The rows that count, and what for.
    public struct Rows {
        /// Their places in the flat batch.
        public let places: [Int32]
        /// The token that each should predict.
        public let targets: [Int32]
        /// The weight of each row's loss.
        public let weights: [Float]

        /// The rows of a batch whose weight is not zero.
        public init(targets: [Int32], weights: [Float]) {
            let counting = weights.indices.filter { weights[$0] != 0 }
            places = counting.map(Int32.init)
            self.targets = counting.map { targets[$0] }
            self.weights = counting.map { weights[$0] }
        }
    }

    /// The result of the training pass.
    public struct Result {
        /// The sum of weight * loss over the rows, in nats.
        public let weightedLoss: Double
        /// The gradient of the hidden rows [R, D]; nil when it was not asked for.
        public let inputGradient: Tensor?
    }

    /// Declares the norm, and a weight of its own unless it is `tied` to the embedding.
    public init(
        _ scope: ParameterScope, normScope: ParameterScope, vocabularySize: Int, width: Int, epsilon: Double,
        tied: Parameter?
    ) throws {
        store = scope.store
        norm = try RMSNorm(normScope, width: width, epsilon: epsilon)
        weight = try tied ?? scope.make("weight", [vocabularySize, width], .head)
    }

    /// The logits of all given rows: hidden [R, D] -> [R, V].
    ///
    /// For a few rows; training goes through `loss`.
    public func logits(_ hidden: Tensor) throws -> Tensor { try norm(hidden).output.linear(weight.value) }

    /// The negative log-likelihood of a target for each row that counts: hidden [R, D] -> nats.
    public func losses(_ hidden: Tensor, rows: Rows) throws -> [Float] {
        let normed = try norm(hidden).output
        var losses: [Float] = []
        try forEachChunk(of: normed) { part, range in
            let logits = try scratchRows(part.rowCount)
            try part.linear(weight.value, into: logits)
            let targets = try Tensor(ids: Array(rows.targets[range]), on: hidden.device)
            let chunk = LogitChunk(logits: logits, targets: targets, rowScale: nil)
            losses += try CrossEntropy().evaluate(chunk).floats()
        }
        return losses
    }

    /// The loss of a batch and its gradients: hidden [R, D], the rows that count.
    ///
    /// `scale` is one over the sum of weights of the whole optimizer step, so that gradients of its micro-batches add up
    /// to the gradient of the weighted mean.
    public func loss(
        _ hidden: Tensor, rows: Rows, term: some LossTerm, scale: Double, needsInputGradient: Bool
    ) throws -> Result {
        let (normed, inverse) = try norm(hidden)
        let needsNormed = needsInputGradient || norm.weight.isTrainable
        let dnormed = try Tensor.empty(normed.shape, normed.dtype, on: hidden.device)
        var total = 0.0
        try forEachChunk(of: normed) { part, range in
            total += try chunkLoss(part, rows: rows, range: range, term: term, scale: scale)
            guard needsNormed, let scratch else { return }
            let gradient = try scratch.narrowed(from: 0, count: range.count)
            try dnormed.narrowed(from: range.lowerBound, count: range.count).assign(
                try gradient.linearInputGradient(weight.value))
        }
        guard needsNormed else { return Result(weightedLoss: total, inputGradient: nil) }
        let dhidden = try norm.backward(dnormed, input: hidden, inverse: inverse)
        return Result(weightedLoss: total, inputGradient: needsInputGradient ? dhidden : nil)
    }

    /// Leaves the logits' gradient in the scratch and adds to the weight's gradient; returns sum of weight * loss.
    private func chunkLoss(
        _ part: Tensor, rows: Rows, range: Range<Int>, term: some LossTerm, scale: Double
    ) throws -> Double {
        let logits = try scratchRows(part.rowCount)
        try part.linear(weight.value, into: logits)
        let weights = rows.weights[range]
        let chunk = LogitChunk(
            logits: logits, targets: try Tensor(ids: Array(rows.targets[range]), on: part.device),
            rowScale: try Tensor(weights.map { Float(Double($0) * scale) }, on: part.device))
        let losses = try term.evaluate(chunk).floats()
        if weight.isTrainable {
            try weight.accumulate(type: store.gradientType) { gradient, accumulating in
                try gradient.setWeightGradient(logits, part, accumulating: accumulating)
            }
        }
        return zip(losses, weights).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }

    private func forEachChunk(of rows: Tensor, _ body: (Tensor, Range<Int>) throws -> Void) throws {
        for start in stride(from: 0, to: rows.rowCount, by: chunkRows) {
            let count = min(chunkRows, rows.rowCount - start)
            try body(rows.narrowed(from: start, count: count), start..<start + count)
        }
    }

    private func scratchRows(_ count: Int) throws -> Tensor {
        if let scratch { return try scratch.narrowed(from: 0, count: count) }
        let fresh = try Tensor.empty([chunkRows, weight.shape[0]], weight.value.dtype, on: weight.value.device)
        scratch = fresh
        return try fresh.narrowed(from: 0, count: count)
    }
}
