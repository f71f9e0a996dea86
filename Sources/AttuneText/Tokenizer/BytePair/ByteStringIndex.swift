/// Ids by byte string: an open-addressing table over the strings of a ``TokenTable``.
struct ByteStringIndex: Sendable {
    private static let seed = UInt64.random(in: .min ... .max)

    let tokens: TokenTable
    private var slots: [Int32]
    private let mask: Int

    /// Indexes every non-empty string; of equal ones the id that comes last wins.
    init(_ tokens: TokenTable) {
        self.tokens = tokens
        var size = 16
        while size < tokens.count * 2 { size *= 2 }
        slots = Array(repeating: -1, count: size)
        mask = size - 1
        for id in 0..<tokens.count where !tokens[id].isEmpty { insert(id) }
    }

    private mutating func insert(_ id: Int) {
        tokens[id].withUnsafeBufferPointer { slots[slot(of: $0)] = Int32(truncatingIfNeeded: id) }
    }

    /// The id of a byte string, or nothing.
    func id(of bytes: UnsafeBufferPointer<UInt8>) -> Int32? {
        guard !bytes.isEmpty else { return nil }
        let id = slots[slot(of: bytes)]
        return id < 0 ? nil : id
    }

    /// The id of a byte string, or nothing.
    func id(of bytes: some Sequence<UInt8>) -> Int32? {
        bytes.withContiguousStorageIfAvailable { id(of: $0) } ?? Array(bytes).withUnsafeBufferPointer { id(of: $0) }
    }

    /// The slot that holds the string, or the empty one where it belongs.
    private func slot(of bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var index = Int(truncatingIfNeeded: Self.hash(bytes)) & mask
        while slots[index] >= 0, !tokens[Int(slots[index])].elementsEqual(bytes) { index = (index + 1) & mask }
        return index
    }

    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var state = seed ^ UInt64(bytes.count)
        let raw = UnsafeRawBufferPointer(bytes)
        var offset = 0
        while offset + 8 <= raw.count {
            state = mix(state ^ raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            offset += 8
        }
        var tail: UInt64 = 0
        while offset < raw.count {
            tail = tail << 8 | UInt64(raw[offset])
            offset += 1
        }
        return mix(state ^ tail)
    }

    @inline(__always)
    private static func mix(_ value: UInt64) -> UInt64 {
        let product = value.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return product.high ^ product.low
    }
}
