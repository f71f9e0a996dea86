internal import Synchronization

/// The batches of a run: a plan over the documents of a token store.
///
/// Every call is a pure function of its arguments; the order of the last epoch asked for is kept to save its making.
public final class BatchFeed: Sendable {
    /// The plan.
    public let plan: PackingPlan
    /// The documents.
    public let store: TokenStore
    /// How many documents an epoch takes from each source.
    public let selection: [SourceSelection]

    private struct EpochOrder {
        var epoch: Int
        var order: [Int32]
    }
    private let lastOrder = Mutex<EpochOrder?>(nil)

    /// Plans over a store.
    ///
    /// - Parameters:
    ///   - store: the documents.
    ///   - options: how they become steps.
    ///   - weights: how often an epoch takes the rows of each source; empty means once.
    ///   - heldOut: documents that never train, such as those of the validation.
    /// - Throws: `PackingError` when the options do not fit together or nothing is left.
    public init(
        store: TokenStore, options: PackingOptions, weights: [Double] = [], heldOut: Set<Int32> = []
    ) throws {
        let (chosen, selection) = try SourceSelection.documents(of: store, weights: weights, seed: options.seed)
        let documents = chosen.filter { !heldOut.contains($0) }
        plan = try PackingPlan(lengths: store.lengths, documents: documents, options: options)
        self.store = store
        self.selection = selection
    }

    /// The micro-batches of a step of an epoch; empty past the last step.
    public func microBatches(epoch: Int, step: Int) -> [Batch] {
        plan.microBatches(step: step, order: order(epoch: epoch)).map {
            store.batch(of: $0, sharing: plan.options.sharesBeginnings)
        }
    }

    /// The micro-batches at a cursor.
    public func microBatches(at cursor: DataCursor) -> [Batch] {
        microBatches(epoch: cursor.epoch, step: cursor.position)
    }

    /// Of the tokens of micro-batches, the share that has a row of its own, in all and at most.
    ///
    /// The first steps of the first epoch are looked at.
    public func rowShares() -> (mean: Double, largest: Double) {
        let looked = 16  // steps, and micro-batches of each
        var (rows, tokens, largest) = (0, 0, 0.0)
        for step in 0..<min(looked, plan.stepsPerEpoch) {
            for batch in microBatches(epoch: 0, step: step).prefix(looked) {
                (rows, tokens) = (rows + batch.rowCount, tokens + batch.tokenCount)
                largest = max(largest, Double(batch.rowCount) / Double(batch.tokenCount))
            }
        }
        return tokens > 0 ? (Double(rows) / Double(tokens), largest) : (1, 1)
    }

    /// The file and line of a document named in `Batch.rows`.
    public func reference(row: Int32) -> RecordReference { store.reference(of: Int(row)) }

    /// How many rows of each source an epoch has, where weights ask for more or less than each row once; nil otherwise.
    public var mixture: String? {
        guard selection.contains(where: { $0.weight != 1 }) else { return nil }
        let shown = 8
        let parts = zip(selection, store.manifest.sources).prefix(shown).map { chosen, source in
            "\(chosen.chosenRows) of \(source.path), which has \(chosen.rows)"
        }
        let rest = selection.count > shown ? ", and \(selection.count - shown) more sources" : ""
        return "By the weights, the rows of an epoch are: " + parts.joined(separator: "; ") + rest + "."
    }

    private func order(epoch: Int) -> [Int32] {
        lastOrder.withLock { last in
            if let last, last.epoch == epoch { return last.order }
            let order = plan.order(epoch: epoch)
            last = EpochOrder(epoch: epoch, order: order)
            return order
        }
    }
}
