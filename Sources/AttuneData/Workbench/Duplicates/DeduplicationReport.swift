/// What a deduplication found and wrote.
public struct DeduplicationReport: Sendable, Codable, Equatable {
    /// The rows read.
    public var rows = 0
    /// The rows written.
    public var kept = 0
    /// The rows dropped because another one says exactly the same.
    public var exactDuplicates = 0
    /// The rows dropped because another one says nearly the same.
    public var nearDuplicates = 0
    /// The rows dropped because they cannot be used.
    public var unusable = UnusableRows()
    /// The groups of rows that are duplicates of each other.
    public var groups = 0
    /// The rows of the largest group.
    public var largestGroup = 0
    /// The band keys that so many rows share that not all of them were compared with each other.
    public var shortenedBuckets = 0
    /// The repeated passages that were cut out of plain text.
    public var passagesCut = 0
    /// The rows that lost passages and stayed.
    public var rowsCut = 0
    /// The rows dropped because too little of them is left without repeated passages.
    public var repeatedPassages = 0
    /// What made rows duplicates.
    public var settings: DuplicateSettings
    /// How rows were written: `original`, or one form for files that differ.
    public var form = ""
    /// The file written.
    public var output: String
    /// The file that says what became of each row that was not kept as it was.
    public var manifest: String

    init(settings: DuplicateSettings, output: String) {
        self.settings = settings
        self.output = output
        manifest = RowManifest.path(of: output)
    }
}
