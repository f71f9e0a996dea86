/// What rows are for.
public enum DataSplit: String, Sendable, Codable, CaseIterable {
    /// They are learned.
    case train
    /// The model is measured on them while it trains.
    case validation
    /// The model is measured on them at the end.
    case test
}

/// A data source and what it is for.
public struct CheckedSource: Sendable, Equatable {
    /// The file or folder.
    public var source: DataSource
    /// What its rows are for.
    public var split: DataSplit

    /// Makes a source.
    public init(_ source: DataSource, split: DataSplit = .train) {
        self.source = source
        self.split = split
    }
}
