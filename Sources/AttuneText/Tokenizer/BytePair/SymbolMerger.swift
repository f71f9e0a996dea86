/// Merges the symbols of one piece, always the pair of lowest rank first and of equal ones the leftmost.
///
/// Short pieces search for the lowest rank; long ones keep a heap, so that a piece of n symbols takes O(n log n).
struct SymbolMerger {
    /// Pieces up to this many symbols are merged without a heap.
    private static let shortPiece = 48

    /// Token of every symbol; after merging, of every token.
    private(set) var ids: [Int32] = []
    /// Where every symbol ends in the text.
    private(set) var ends: [Int32] = []
    /// The merge of every symbol with its neighbour on the right, or ``PairTable/none``.
    private var merges: [UInt64] = []
    private var next: [Int32] = []
    private var previous: [Int32] = []
    private var heap = MinimumHeap()

    mutating func removeAll() {
        ids.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
    }

    @inline(__always)
    mutating func append(_ id: Int32, end: Int32) {
        ids.append(id)
        ends.append(end)
    }

    /// Merges until no pair has a merge.
    @inline(__always)
    mutating func merge(_ pairs: PairTable.Reader) {
        guard ids.count > 1 else { return }
        if ids.count <= Self.shortPiece { mergeShort(pairs) } else { mergeLong(pairs) }
    }

    private mutating func mergeShort(_ pairs: PairTable.Reader) {
        var count = ids.count
        if merges.count < Self.shortPiece { merges = Array(repeating: PairTable.none, count: Self.shortPiece) }
        ids.withUnsafeMutableBufferPointer { ids in
            ends.withUnsafeMutableBufferPointer { ends in
                merges.withUnsafeMutableBufferPointer { merges in
                    for index in 0..<(count - 1) { merges[index] = pairs.merge(ids[index], ids[index + 1]) }
                    while count > 1, let best = Self.lowest(merges, count - 1) {
                        ids[best] = Int32(truncatingIfNeeded: merges[best])
                        ends[best] = ends[best + 1]
                        count -= 1
                        for index in (best + 1)..<max(count, best + 1) {
                            ids[index] = ids[index + 1]
                            ends[index] = ends[index + 1]
                            merges[index] = merges[index + 1]
                        }
                        if best > 0 { merges[best - 1] = pairs.merge(ids[best - 1], ids[best]) }
                        if best + 1 < count { merges[best] = pairs.merge(ids[best], ids[best + 1]) }
                    }
                }
            }
        }
        ids.removeLast(ids.count - count)
        ends.removeLast(ends.count - count)
    }

    @inline(__always)
    private static func lowest(_ merges: UnsafeMutableBufferPointer<UInt64>, _ count: Int) -> Int? {
        var best = 0
        var lowest = PairTable.none
        for index in 0..<count where merges[index] < lowest {
            // Without the token: of equal ranks the leftmost stays.
            lowest = merges[index] & 0xFFFF_FFFF_0000_0000
            best = index
        }
        return lowest == PairTable.none ? nil : best
    }

    private mutating func mergeLong(_ pairs: PairTable.Reader) {
        let count = ids.count
        next = Array(1...Int32(count))
        previous = Array(-1..<Int32(count - 1))
        merges = (0..<count).map { $0 + 1 < count ? pairs.merge(ids[$0], ids[$0 + 1]) : PairTable.none }
        heap.fill(merges.enumerated().lazy.filter { $1 != PairTable.none }.map { Self.entry($1, $0) })
        while let entry = heap.popLowest() {
            let position = Int(entry & 0xFFFF_FFFF)
            guard merges[position] != PairTable.none, merges[position] >> 32 == entry >> 32 else { continue }
            mergeWithNext(position, pairs)
        }
        compact(count)
    }

    private static func entry(_ merge: UInt64, _ position: Int) -> UInt64 {
        merge & 0xFFFF_FFFF_0000_0000 | UInt64(position)
    }

    @inline(__always)
    private mutating func mergeWithNext(_ position: Int, _ pairs: PairTable.Reader) {
        let removed = Int(next[position])
        ids[position] = Int32(truncatingIfNeeded: merges[position])
        ends[position] = ends[removed]
        merges[removed] = PairTable.none
        next[position] = next[removed]
        if Int(next[position]) < previous.count { previous[Int(next[position])] = Int32(position) }
        update(position, pairs)
        if previous[position] >= 0 { update(Int(previous[position]), pairs) }
    }

    /// Looks up the merge of a symbol with its present neighbour; entries of the old one in the heap go stale.
    @inline(__always)
    private mutating func update(_ position: Int, _ pairs: PairTable.Reader) {
        let neighbour = Int(next[position])
        let merge = neighbour < ids.count ? pairs.merge(ids[position], ids[neighbour]) : PairTable.none
        merges[position] = merge
        if merge != PairTable.none { heap.push(Self.entry(merge, position)) }
    }

    private mutating func compact(_ count: Int) {
        var kept = 0
        var position = 0
        while position < count {
            ids[kept] = ids[position]
            ends[kept] = ends[position]
            kept += 1
            position = Int(next[position])
        }
        ids.removeLast(count - kept)
        ends.removeLast(count - kept)
    }
}
