/// Groups of rows that are duplicates of each other, directly or through others (union-find).
///
/// A group's root is its first row, so the groups do not depend on the order in which pairs are joined.
struct RowClusters {
    private var parents: [UInt32]

    init(count: Int) { parents = (0..<UInt32(count)).map { $0 } }

    /// The first row of a row's group.
    mutating func root(of row: UInt32) -> UInt32 {
        var row = row
        while parents[Int(row)] != row {
            parents[Int(row)] = parents[Int(parents[Int(row)])]
            row = parents[Int(row)]
        }
        return row
    }

    /// Makes two groups one.
    mutating func join(_ a: UInt32, _ b: UInt32) {
        let (first, second) = (root(of: a), root(of: b))
        parents[Int(max(first, second))] = min(first, second)
    }

    /// The root of every row.
    mutating func roots() -> [UInt32] {
        for row in parents.indices { parents[row] = root(of: UInt32(row)) }
        return parents
    }
}
