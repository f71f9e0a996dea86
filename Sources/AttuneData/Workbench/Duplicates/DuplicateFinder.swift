/// Finds rows that say the same: exact duplicates by their keys, near ones by MinHash bands and then by comparing.
///
/// Rows are added in their order and are numbered from 0. Keys and positions stay in memory (at most 37 bytes a row);
/// bands and shingles lie in unnamed temporary files. The outcome depends on rows and settings alone.
public struct DuplicateFinder {
    /// The most rows that share a band key and are all compared with each other; of more, only the first so many are
    /// compared with all.
    public static let bucketLimit = 64

    private let settings: DuplicateSettings
    private var keys = RowKeyTable()
    private var firstRows = RowList<UInt32>()
    private let bands: KeyedRowStore
    private var shingles: NumberRowStore

    /// Begins a search.
    ///
    /// - Parameters:
    ///   - settings: what makes rows duplicates; the fingerprints must be made with the same.
    ///   - folder: where temporary files may lie; the system's folder for them unless given.
    /// - Throws: `DuplicateError`.
    public init(_ settings: DuplicateSettings, folder: String? = nil) throws {
        try settings.validate()
        self.settings = settings
        let folder = folder ?? temporaryFolder()
        bands = try KeyedRowStore(folder: folder)
        shingles = try NumberRowStore(folder: folder)
    }

    /// The rows added.
    public var rowCount: Int { keys.count }

    /// Adds the next row.
    ///
    /// - Returns: the first row that is exactly the same, or nil.
    /// - Throws: `DuplicateError` when the disk refuses.
    @discardableResult
    public mutating func add(_ row: RowFingerprint) throws -> Int? {
        guard rowCount < Int(UInt32.max) else { throw DuplicateError.tooManyRows(most: Int(UInt32.max)) }
        let number = UInt32(rowCount)
        let first = keys.append(row.key)
        firstRows.append(first)
        guard first == number else {
            try shingles.append([])
            return Int(first)
        }
        try shingles.append(row.shingles.hashes)
        for key in row.bandKeys { try bands.append(.init(key: key, row: number, position: 0)) }
        return nil
    }

    /// Compares the rows that share bands and groups them.
    ///
    /// - Throws: `DuplicateError` when the disk refuses.
    public func finish() throws -> DuplicateClusters {
        var comparison = BucketComparison(groups: RowClusters(count: rowCount), shingles: shingles, settings: settings)
        for row in firstRows.indices where firstRows[row] != row {
            comparison.groups.join(firstRows[row], UInt32(row))
        }
        try bands.forEachBucket { entries throws(DuplicateError) in try comparison.compare(entries.map(\.row)) }
        return DuplicateClusters(
            roots: comparison.groups.roots(), firstRows: firstRows, shingles: shingles,
            comparedPairs: comparison.comparedPairs, shortenedBuckets: comparison.shortenedBuckets)
    }
}

/// Compares the rows of buckets and joins those that are similar enough.
private struct BucketComparison {
    var groups: RowClusters
    let shingles: NumberRowStore
    let settings: DuplicateSettings
    var comparedPairs = 0
    var shortenedBuckets = 0

    /// Compares each row with those before it, unless both are in one group already.
    mutating func compare(_ rows: [UInt32]) throws(DuplicateError) {
        let limit = min(rows.count, DuplicateFinder.bucketLimit)
        if rows.count > limit { shortenedBuckets += 1 }
        var sets = [ShingleSet?](repeating: nil, count: limit)
        for (position, row) in rows.enumerated() {
            var own: ShingleSet?
            for (place, earlier) in rows[0..<min(position, limit)].enumerated()
            where groups.root(of: row) != groups.root(of: earlier) && canReach(row, earlier) {
                let set = try loaded(own, row)
                let other = try loaded(sets[place], earlier)
                (own, sets[place]) = (set, other)
                comparedPairs += 1
                if set.jaccard(other) >= settings.threshold { groups.join(row, earlier) }
            }
            if position < limit { sets[position] = own }
        }
    }

    private func loaded(_ set: ShingleSet?, _ row: UInt32) throws(DuplicateError) -> ShingleSet {
        if let set { return set }
        return ShingleSet(hashes: try shingles.numbers(of: row))
    }

    /// Whether sets of these sizes can be similar enough.
    private func canReach(_ a: UInt32, _ b: UInt32) -> Bool {
        let (x, y) = (shingles.count(of: a), shingles.count(of: b))
        return Double(min(x, y)) >= settings.threshold * Double(max(x, y))
    }
}
