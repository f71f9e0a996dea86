/// Which rows are duplicates of which.
public struct DuplicateClusters {
    /// The first row of each row's group; a row without duplicates is its own.
    public let roots: [UInt32]
    /// The pairs of rows whose shingles were compared.
    public let comparedPairs: Int
    /// The band keys that more than `DuplicateFinder.bucketLimit` rows share; some of these rows were not all compared
    /// with each other.
    public let shortenedBuckets: Int

    private let firstRows: RowList<UInt32>
    private let shingles: NumberRowStore

    init(
        roots: [UInt32], firstRows: RowList<UInt32>, shingles: NumberRowStore, comparedPairs: Int, shortenedBuckets: Int
    ) {
        self.roots = roots
        self.firstRows = firstRows
        self.shingles = shingles
        self.comparedPairs = comparedPairs
        self.shortenedBuckets = shortenedBuckets
    }

    /// The groups of at least two rows, by their first rows; rows ascend.
    public var groups: [[Int]] {
        var sizes: [UInt32: Int] = [:]
        for row in roots.indices where roots[row] != row { sizes[roots[row], default: 1] += 1 }
        var groups: [UInt32: [Int]] = sizes.mapValues { size in
            var rows: [Int] = []
            rows.reserveCapacity(size)
            return rows
        }
        for row in roots.indices where groups[roots[row]] != nil { groups[roots[row]]?.append(row) }
        return groups.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Whether an earlier row is exactly the same.
    func isCopy(_ row: Int) -> Bool { firstRows[row] != row }

    /// Whether two rows are exactly the same.
    public func areSame(_ a: Int, _ b: Int) -> Bool { firstRows[a] == firstRows[b] }

    /// The share of common shingles of two rows; 1 when they are exactly the same.
    ///
    /// - Throws: `DuplicateError` when the disk refuses.
    public func similarity(_ a: Int, _ b: Int) throws -> Double {
        guard !areSame(a, b) else { return 1 }
        let sets = try [a, b].map { ShingleSet(hashes: try shingles.numbers(of: firstRows[$0])) }
        return sets[0].jaccard(sets[1])
    }
}
