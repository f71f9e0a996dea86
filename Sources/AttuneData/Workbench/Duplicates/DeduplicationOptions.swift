/// How duplicate rows are dropped.
public struct DeduplicationOptions: Sendable, Equatable {
    /// Which row of a group stays.
    public enum Keep: String, Sendable, Codable, CaseIterable {
        /// The one read first.
        case first
        /// The one with the longest answer; of equally long ones the first.
        case longest
    }

    /// Which texts are compared.
    public var part = RowPart.row
    /// Which row of a group stays.
    public var keep = Keep.longest
    /// What makes rows duplicates; nil chooses by the median length of the first rows.
    public var settings: DuplicateSettings?
    /// The share of common runs from which on rows are near duplicates.
    public var threshold = 0.8
    /// Whether near duplicates are dropped too.
    public var dropsNearDuplicates = true
    /// What the hash functions are drawn with.
    public var seed: UInt64 = 1
    /// Which repeated passages are cut out of plain text; nil cuts none.
    public var passages: PassageSettings?

    /// The defaults.
    public init() {}

    /// The settings for these files.
    func settings(for files: RowFiles) throws -> DuplicateSettings {
        var chosen = try settings ?? .suited(to: files.files, part, classification: files.classification)
        chosen.threshold = threshold
        chosen.seed = seed
        chosen.findsNearDuplicates = dropsNearDuplicates
        try chosen.validate()
        return chosen
    }
}

extension DuplicateSettings {
    /// The rows that the choice of settings looks at.
    private static let sampleRows = 1000

    /// The settings for texts like those of the first usable rows, by the median of their words.
    static func suited(
        to files: [DataSource], _ part: RowPart = .row, classification: ClassificationTask?
    ) throws -> DuplicateSettings {
        var counts: [Int] = []
        for file in files where counts.count < sampleRows {
            var stream = try RecordStream(file, classification: classification)
            while counts.count < sampleRows, let outcome = try stream.nextRow() {
                guard case .row(let row) = outcome else { continue }
                counts.append(part.text(of: row.record.content).withBytes { FoldedWords($0, seed: 0).hashes.count })
            }
        }
        return suited(toMedianWords: counts.isEmpty ? 0 : counts.sorted()[counts.count / 2])
    }
}
