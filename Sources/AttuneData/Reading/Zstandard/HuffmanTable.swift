/// A prefix code of literals, with every sequence of `width` bits looked up at once.
///
/// Source: RFC 8878, section 4.2.
struct HuffmanTable {
    private struct Entry {
        var symbol: UInt8 = 0
        var bits: UInt8 = 0
    }

    private static let mostBits = 11
    private static let mostWeights = 255

    private let width: Int
    private let entries: [Entry]

    /// Reads the description of a code.
    ///
    /// - Returns: the code, and the bytes that describe it.
    /// - Throws: `ZstdProblem.broken`.
    static func read(_ bytes: UnsafeRawBufferPointer) throws(ZstdProblem) -> (table: HuffmanTable, size: Int) {
        guard let header = bytes.first.map(Int.init) else { throw .broken("a table of literals is missing") }
        let size = header < 128 ? header : (header - 127 + 1) / 2
        guard 1 + size <= bytes.count else { throw .broken("a table of literals breaks off") }
        let content = UnsafeRawBufferPointer(rebasing: bytes[1..<1 + size])
        let weights = try header < 128 ? packedWeights(content) : plainWeights(content, count: header - 127)
        return (try HuffmanTable(weights: weights), 1 + size)
    }

    private static func plainWeights(_ bytes: UnsafeRawBufferPointer, count: Int) -> [Int] {
        var weights: [Int] = []
        for byte in bytes { weights += [Int(byte >> 4), Int(byte & 15)] }
        return Array(weights.prefix(count))
    }

    /// Weights in finite state entropy, from two states in turns; the stream of bits ends in the middle of a step.
    private static func packedWeights(_ bytes: UnsafeRawBufferPointer) throws(ZstdProblem) -> [Int] {
        let (table, size) = try FSETable.read(bytes, symbols: mostBits + 2, most: 6)
        guard size <= bytes.count else { throw .broken("a table of literals breaks off") }
        var bits = try ReverseBits(UnsafeRawBufferPointer(rebasing: bytes[size...]))
        var states = (bits.read(table.accuracy), bits.read(table.accuracy))
        guard bits.position >= 0 else { throw .broken("a table of literals breaks off") }
        var weights: [Int] = []
        while weights.count < mostWeights {
            let entry = table[states.0]
            weights.append(Int(entry.symbol))
            states = (states.1, Int(entry.base) + bits.read(Int(entry.bits)))
            if bits.position < 0 {
                weights.append(Int(table[states.0].symbol))
                return weights
            }
        }
        throw .broken("a table of literals has too many symbols")
    }

    /// Makes the code; the last symbol's weight is what is missing to a whole.
    private init(weights given: [Int]) throws(ZstdProblem) {
        var weights = given
        guard weights.count <= Self.mostWeights, weights.allSatisfy({ $0 <= Self.mostBits + 1 }) else {
            throw .broken("a table of literals has too many symbols")
        }
        let sum = weights.reduce(0) { $0 + ($1 > 0 ? 1 << ($1 - 1) : 0) }
        let width = Int.bitWidth - sum.leadingZeroBitCount
        guard sum > 0, width <= Self.mostBits else { throw .broken("a code of literals is too long") }
        let missing = 1 << width - sum
        guard missing.nonzeroBitCount == 1 else { throw .broken("a code of literals has gaps") }
        weights.append(missing.trailingZeroBitCount + 1)
        self.width = width
        entries = Self.entries(weights, width: width)
    }

    /// Long codes come first; codes of one length are in the order of their symbols.
    private static func entries(_ weights: [Int], width: Int) -> [Entry] {
        var entries = [Entry](repeating: Entry(), count: 1 << width)
        var place = 0
        for weight in 1...width {
            for (symbol, own) in weights.enumerated() where own == weight {
                let entry = Entry(
                    symbol: UInt8(truncatingIfNeeded: symbol), bits: UInt8(truncatingIfNeeded: width + 1 - weight))
                for _ in 0..<1 << (weight - 1) where place < entries.count {
                    entries[place] = entry
                    place += 1
                }
            }
        }
        return entries
    }

    /// Unpacks one stream, which has to end with the last symbol.
    func decode(_ bytes: UnsafeRawBufferPointer, into output: UnsafeMutableBufferPointer<UInt8>) throws(ZstdProblem) {
        var bits = try ReverseBits(bytes)
        entries.withUnsafeBufferPointer { entries in
            for place in output.indices {
                let entry = entries[bits.peek(width)]
                output[place] = entry.symbol
                bits.skip(Int(entry.bits))
            }
        }
        guard bits.position == 0 else { throw .broken("a stream of literals has another length than announced") }
    }
}
