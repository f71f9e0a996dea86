public import AttuneData

extension BatchFeed: StepSource {
    /// The optimizer steps of an epoch.
    public var stepsPerEpoch: Int { plan.stepsPerEpoch }

    /// File and line of a row.
    public func rowName(_ row: Int32) -> String { "\(reference(row: row))" }
}
