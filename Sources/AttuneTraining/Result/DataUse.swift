public import AttuneData

/// A data file of a run, with what its rows were for.
public struct DataUse: Sendable, Equatable {
    /// What rows are for.
    public enum Purpose: String, Sendable, CaseIterable {
        /// The model learned from them.
        case training
        /// They steered the training.
        case validation
        /// They measured the result.
        case test
        /// They measured what was forgotten.
        case probe = "forgetting probe"
    }

    /// What the rows are for.
    public var purpose: Purpose
    /// The file with its digest and counts; tokens are 0 where rows are only asked about, as in classification.
    public var source: DataManifest.Source

    /// The name of the file, without the folders that it lies in.
    public var name: String { source.path.split(separator: "/").last.map(String.init) ?? source.path }

    /// A file and what it is for.
    public init(_ purpose: Purpose, _ source: DataManifest.Source) {
        self.purpose = purpose
        self.source = source
    }
}
