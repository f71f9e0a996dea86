/// A table of finite state entropy: each state gives a symbol, and the bits to read for the next state.
///
/// Source: RFC 8878, section 4.1.
struct FSETable {
    /// What a state means.
    struct Entry {
        var symbol: UInt8 = 0
        var bits: UInt8 = 0
        var base: UInt16 = 0
    }

    /// The bits of a state's number.
    let accuracy: Int
    private let entries: [Entry]

    /// A table with one state, which gives one symbol and reads nothing.
    init(always symbol: UInt8) {
        accuracy = 0
        entries = [Entry(symbol: symbol)]
    }

    /// The table of a distribution: the share of each symbol, -1 for less than one.
    ///
    /// The shares add up to 1 << accuracy, -1 counted as one; who reads them checks it.
    init(shares: [Int], accuracy: Int) {
        self.accuracy = accuracy
        let size = 1 << accuracy
        var entries = [Entry](repeating: Entry(), count: size)
        var next = shares.map { max(1, $0) }
        var high = size
        for (symbol, share) in shares.enumerated() where share < 0 {
            high -= 1
            entries[high].symbol = UInt8(truncatingIfNeeded: symbol)
        }
        let step = size >> 1 + size >> 3 + 3
        var place = 0
        for (symbol, share) in shares.enumerated() where share > 0 {
            for _ in 0..<share {
                entries[place].symbol = UInt8(truncatingIfNeeded: symbol)
                repeat { place = (place + step) & (size - 1) } while place >= high
            }
        }
        for state in 0..<size {
            let symbol = Int(entries[state].symbol)
            let bits = accuracy - (Int.bitWidth - 1 - next[symbol].leadingZeroBitCount)
            entries[state].bits = UInt8(truncatingIfNeeded: bits)
            entries[state].base = UInt16(truncatingIfNeeded: next[symbol] << bits - size)
            next[symbol] += 1
        }
        self.entries = entries
    }

    /// What a state means; states that come from the table itself or from `accuracy` bits are always there.
    @inline(__always)
    subscript(state: Int) -> Entry { entries[state] }

    /// Reads the description of a table.
    ///
    /// - Parameters:
    ///   - bytes: begin with the description.
    ///   - symbols: how many there may be.
    ///   - most: the highest accuracy.
    /// - Returns: the table, and the bytes that describe it.
    /// - Throws: `ZstdProblem.broken`.
    static func read(
        _ bytes: UnsafeRawBufferPointer, symbols: Int, most: Int
    ) throws(ZstdProblem) -> (table: FSETable, size: Int) {
        var bits = ForwardBits(bytes)
        let accuracy = try bits.read(4) + 5
        guard accuracy <= most else { throw .broken("a table is too large") }
        var remaining = 1 << accuracy
        var shares: [Int] = []
        while remaining > 0 {
            let share = try share(&bits, remaining: remaining)
            remaining -= abs(share)
            shares.append(share)
            if share == 0 { try zeros(&bits, &shares, most: symbols) }
            guard remaining >= 0, shares.count <= symbols else { throw .broken("a table has too many symbols") }
        }
        return (FSETable(shares: shares, accuracy: accuracy), bits.byteCount)
    }

    /// One share: small values take a bit less.
    private static func share(_ bits: inout ForwardBits, remaining: Int) throws(ZstdProblem) -> Int {
        let width = Int.bitWidth - (remaining + 1).leadingZeroBitCount
        let value = try bits.read(width)
        let low = 1 << (width - 1) - 1
        let threshold = 1 << width - 1 - (remaining + 1)
        if value & low < threshold {
            bits.rewindOne()
            return value & low - 1
        }
        return (value > low ? value - threshold : value) - 1
    }

    /// After a share of zero, two bits say how many more follow; three of them say that another two bits follow.
    private static func zeros(
        _ bits: inout ForwardBits, _ shares: inout [Int], most: Int
    ) throws(ZstdProblem) {
        var count = 3
        while count == 3 {
            count = try bits.read(2)
            shares += [Int](repeating: 0, count: count)
            guard shares.count <= most else { throw .broken("a table has too many symbols") }
        }
    }
}
