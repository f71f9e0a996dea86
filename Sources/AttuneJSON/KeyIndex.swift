/// Where each key of a large object is: an open-addressing table of places, without a copy of any key.
///
/// Keys are compared by their bytes. The hash has a seed of the process, so that no text can be made of keys that collide.
struct KeyIndex: Sendable {
    // Nothing else: an object lies in every JSON value, and makes it no larger than a string does.
    private var slots: [Int32] = []

    /// The place of a key among `members`, which are exactly those that were added.
    func place(of key: String, in members: [(key: String, value: JSONValue)]) -> Int? {
        let place = slots[slot(of: key, in: members)]
        return place < 0 ? nil : Int(place)
    }

    /// Adds the key of the member at `place`, which no earlier member has; those before it have been added.
    mutating func add(_ place: Int, of members: [(key: String, value: JSONValue)]) {
        if slots.count < 2 * (place + 1) { grow(members) }
        slots[slot(of: members[place].key, in: members)] = Int32(place)
    }

    private mutating func grow(_ members: [(key: String, value: JSONValue)]) {
        let places = slots.filter { $0 >= 0 }
        slots = Array(repeating: -1, count: max(64, 4 * slots.count))
        for place in places { slots[slot(of: members[Int(place)].key, in: members)] = place }
    }

    /// The slot that holds the key's place, or the empty one where it belongs.
    private func slot(of key: String, in members: [(key: String, value: JSONValue)]) -> Int {
        let mask = slots.count - 1
        var index = Self.hash(key) & mask
        while slots[index] >= 0, !members[Int(slots[index])].key.hasSameBytes(as: key) { index = (index + 1) & mask }
        return index
    }

    private static func hash(_ key: String) -> Int {
        var hasher = Hasher()
        let isHashed: Void? = key.utf8.withContiguousStorageIfAvailable {
            hasher.combine(bytes: UnsafeRawBufferPointer($0))
        }
        if isHashed == nil { for byte in key.utf8 { hasher.combine(byte) } }
        return hasher.finalize()
    }
}

extension String {
    /// Whether both are the same bytes; Swift's own comparison lets canonically equivalent texts pass as well.
    func hasSameBytes(as other: String) -> Bool {
        utf8.count == other.utf8.count && self == other && utf8.elementsEqual(other.utf8)
    }
}
