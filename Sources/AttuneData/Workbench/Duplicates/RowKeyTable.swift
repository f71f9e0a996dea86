/// The first row of each key, in at most 28 bytes a row.
///
/// The open-addressed table over the keys holds row numbers alone, four bytes for at least 0.35 rows.
struct RowKeyTable {
    private static let empty = UInt32.max

    private var keys = RowList<RowKey>()
    private var slots = [UInt32](repeating: empty, count: 1 << 10)
    private var distinct = 0

    /// The rows taken so far.
    var count: Int { keys.count }

    /// Takes the next row; returns the first row with its key, which is itself when the key is new.
    mutating func append(_ key: RowKey) -> UInt32 {
        let row = UInt32(truncatingIfNeeded: count)
        keys.append(key)
        if (distinct + 1) * 10 > slots.count * 7 { grow() }
        let place = place(of: key)
        if slots[place] != Self.empty { return slots[place] }
        slots[place] = row
        distinct += 1
        return row
    }

    /// Where a key lies, or the empty slot where it belongs.
    private func place(of key: RowKey) -> Int {
        let mask = slots.count - 1
        var place = Int(truncatingIfNeeded: key.low) & mask
        while slots[place] != Self.empty, keys[Int(slots[place])] != key { place = (place + 1) & mask }
        return place
    }

    private mutating func grow() {
        let old = slots
        slots = [UInt32](repeating: Self.empty, count: old.count * 2)
        for row in old where row != Self.empty { slots[place(of: keys[Int(row)])] = row }
    }
}
