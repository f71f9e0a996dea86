public import AttuneData

/// Where a trainer's batches come from.
public protocol StepSource {
    /// The optimizer steps of an epoch.
    var stepsPerEpoch: Int { get }
    /// The micro-batches of the step at a cursor; equal cursors give equal batches.
    func microBatches(at cursor: DataCursor) -> [Batch]
    /// The name of a batch's row for messages: file and line.
    func rowName(_ row: Int32) -> String
}
