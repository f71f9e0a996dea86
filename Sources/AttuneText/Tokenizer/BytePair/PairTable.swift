/// Which two tokens merge, in which order of preference, and to which token.
///
/// An open-addressing table keyed by both ids. The key is mixed with a number drawn per process, so that a file cannot
/// choose its collisions; results do not depend on it.
struct PairTable: Sendable {
    /// No merge.
    static let none = UInt64.max
    private static let emptyKey = UInt64.max
    private static let seed = UInt64.random(in: .min ... .max)

    struct Slot {
        var key: UInt64
        var value: UInt64
    }

    private(set) var slots: [Slot]
    private let mask: Int
    private(set) var count = 0

    init(capacity: Int) {
        var size = 16
        while size < capacity * 2 { size *= 2 }
        slots = Array(repeating: Slot(key: Self.emptyKey, value: Self.none), count: size)
        mask = size - 1
    }

    /// Adds a merge; a later one of the same pair replaces the earlier, as in the reference.
    mutating func insert(left: Int32, right: Int32, rank: UInt32, merged: Int32) {
        let key = Self.key(left, right)
        var index = Self.slot(key, mask)
        while slots[index].key != Self.emptyKey, slots[index].key != key { index = (index + 1) & mask }
        if slots[index].key == Self.emptyKey { count += 1 }
        slots[index] = Slot(key: key, value: UInt64(rank) << 32 | UInt64(UInt32(bitPattern: merged)))
    }

    func withReader<Result>(_ body: (Reader) throws -> Result) rethrows -> Result {
        try slots.withUnsafeBufferPointer { try body(Reader(slots: $0, mask: mask)) }
    }

    /// Looks up merges without bounds checks; lives as long as the closure it is handed to.
    struct Reader {
        let slots: UnsafeBufferPointer<Slot>
        let mask: Int

        /// The rank of a merge in the upper and its token in the lower half; ``PairTable/none`` for no merge.
        @inline(__always)
        func merge(_ left: Int32, _ right: Int32) -> UInt64 {
            let key = PairTable.key(left, right)
            var index = PairTable.slot(key, mask)
            while true {
                let slot = slots[index]
                if slot.key == key { return slot.value }
                if slot.key == PairTable.emptyKey { return PairTable.none }
                index = (index + 1) & mask
            }
        }
    }

    @inline(__always)
    private static func key(_ left: Int32, _ right: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    }

    @inline(__always)
    private static func slot(_ key: UInt64, _ mask: Int) -> Int {
        let product = (key ^ seed).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return Int(truncatingIfNeeded: product.high ^ product.low) & mask
    }
}
