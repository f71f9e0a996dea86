/// The first row of each key, in at most 40 bytes a row.
///
/// Keys lie in blocks that are never moved; the open-addressed table over them holds row numbers alone.
struct RowKeyTable {
    private static let blockRows = 1 << 16
    private static let empty = UInt32.max

    private var blocks: [[RowKey]] = []
    private var slots = [UInt32](repeating: empty, count: 1 << 10)
    private var distinct = 0
    /// The rows taken so far.
    private(set) var count = 0

    /// Takes the next row; returns the first row with its key, which is itself when the key is new.
    mutating func append(_ key: RowKey) -> UInt32 {
        let row = UInt32(truncatingIfNeeded: count)
        if count % Self.blockRows == 0 {
            blocks.append([])
            blocks[blocks.count - 1].reserveCapacity(Self.blockRows)
        }
        blocks[blocks.count - 1].append(key)
        count += 1
        if (distinct + 1) * 10 > slots.count * 7 { grow() }
        let place = place(of: key)
        if slots[place] != Self.empty { return slots[place] }
        slots[place] = row
        distinct += 1
        return row
    }

    private func key(of row: UInt32) -> RowKey { blocks[Int(row) / Self.blockRows][Int(row) % Self.blockRows] }

    /// Where a key lies, or the empty slot where it belongs.
    private func place(of key: RowKey) -> Int {
        let mask = slots.count - 1
        var place = Int(truncatingIfNeeded: key.low) & mask
        while slots[place] != Self.empty, self.key(of: slots[place]) != key { place = (place + 1) & mask }
        return place
    }

    private mutating func grow() {
        let old = slots
        slots = [UInt32](repeating: Self.empty, count: old.count * 2)
        for row in old where row != Self.empty { slots[place(of: key(of: row))] = row }
    }
}
