/// One step of a block: so many literals, then so many bytes from so far back.
struct ZstdSequence {
    var literals: Int
    var match: Int
    /// Above 3 the distance plus 3, else one of the last distances.
    var offsetValue: Int
}

/// The codes of a kind of number in sequences: what a code means, and the table used unless a block brings its own.
struct SequenceCode {
    let bases: [Int]
    let extraBits: [Int]
    let mostAccuracy: Int
    let usual: FSETable

    /// Lengths of runs of literals.
    ///
    /// Source: RFC 8878, sections 3.1.1.3.2.1.1 and 3.1.1.3.2.2.1.
    static let literals = SequenceCode(
        bases: Array(0...15) + [
            16, 18, 20, 22, 24, 28, 32, 40, 48, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536,
        ],
        extraBits: [Int](repeating: 0, count: 16) + [
            1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
        ],
        mostAccuracy: 9,
        usual: FSETable(
            shares: [
                4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1,
                -1, -1,
            ], accuracy: 6))

    /// Lengths of matches.
    ///
    /// Source: the same, section 3.1.1.3.2.2.2.
    static let matches = SequenceCode(
        bases: Array(3...34) + [
            35, 37, 39, 41, 43, 47, 51, 59, 67, 83, 99, 131, 259, 515, 1027, 2051, 4099, 8195, 16387, 32771, 65539,
        ],
        extraBits: [Int](repeating: 0, count: 32)
            + [1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
        mostAccuracy: 9,
        usual: FSETable(
            shares: [
                1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
                1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
            ], accuracy: 6))

    /// Distances: the code is the number of bits after the highest.
    ///
    /// Source: the same, section 3.1.1.3.2.2.3.
    static let offsets = SequenceCode(
        bases: (0...31).map { 1 << $0 }, extraBits: Array(0...31), mostAccuracy: 8,
        usual: FSETable(
            shares: [
                1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1,
            ], accuracy: 5))
}

/// Reads the sequences of a frame's blocks; blocks may use the tables of the block before again.
struct ZstdSequenceReader {
    private var literals: FSETable?
    private var offsets: FSETable?
    private var matches: FSETable?

    /// Reads the sequences that the rest of a block is, and hands them on one by one.
    mutating func read(
        _ section: UnsafeRawBufferPointer, _ body: (ZstdSequence) throws(ZstdProblem) -> Void
    ) throws(ZstdProblem) {
        var rest = section
        let count = try Self.count(&rest)
        guard count > 0 else {
            guard rest.isEmpty else { throw .broken("something follows the literals of a block") }
            return
        }
        let modes = Int(try Self.byte(&rest))
        guard modes & 3 == 0 else { throw .broken("a reserved bit is set") }
        let literals = try Self.table(modes >> 6, .literals, literals, &rest)
        let offsets = try Self.table(modes >> 4 & 3, .offsets, offsets, &rest)
        let matches = try Self.table(modes >> 2 & 3, .matches, matches, &rest)
        (self.literals, self.offsets, self.matches) = (literals, offsets, matches)
        try Self.decode(rest, count, (literals, offsets, matches), body)
    }

    private static func decode(
        _ stream: UnsafeRawBufferPointer, _ count: Int,
        _ tables: (literals: FSETable, offsets: FSETable, matches: FSETable),
        _ body: (ZstdSequence) throws(ZstdProblem) -> Void
    ) throws(ZstdProblem) {
        let (literalCode, matchCode) = (SequenceCode.literals, SequenceCode.matches)
        var bits = try ReverseBits(stream)
        var literalState = bits.read(tables.literals.accuracy)
        var offsetState = bits.read(tables.offsets.accuracy)
        var matchState = bits.read(tables.matches.accuracy)
        for number in 1...count {
            let (literal, offset) = (tables.literals[literalState], tables.offsets[offsetState])
            let match = tables.matches[matchState]
            let offsetValue = 1 << Int(offset.symbol) + bits.read(Int(offset.symbol))
            let matchBits = bits.read(matchCode.extraBits[Int(match.symbol)])
            let literalBits = bits.read(literalCode.extraBits[Int(literal.symbol)])
            guard bits.position >= 0 else { throw .broken("the sequences of a block break off") }
            try body(
                ZstdSequence(
                    literals: literalCode.bases[Int(literal.symbol)] + literalBits,
                    match: matchCode.bases[Int(match.symbol)] + matchBits, offsetValue: offsetValue))
            guard number < count else { break }
            literalState = Int(literal.base) + bits.read(Int(literal.bits))
            matchState = Int(match.base) + bits.read(Int(match.bits))
            offsetState = Int(offset.base) + bits.read(Int(offset.bits))
        }
        guard bits.position == 0 else { throw .broken("the sequences of a block have another length than announced") }
    }

    private static func count(_ rest: inout UnsafeRawBufferPointer) throws(ZstdProblem) -> Int {
        let first = Int(try byte(&rest))
        if first < 128 { return first }
        let second = Int(try byte(&rest))
        if first < 255 { return (first - 128) << 8 + second }
        return second + Int(try byte(&rest)) << 8 + 0x7F00
    }

    /// The table that a block says: the usual one, one symbol, its own, or the last one.
    private static func table(
        _ mode: Int, _ code: SequenceCode, _ last: FSETable?, _ rest: inout UnsafeRawBufferPointer
    ) throws(ZstdProblem) -> FSETable {
        switch mode {
        case 0: return code.usual
        case 1:
            let symbol = try byte(&rest)
            guard Int(symbol) < code.bases.count else { throw .broken("a sequence has an unknown code") }
            return FSETable(always: symbol)
        case 2:
            let (table, size) = try FSETable.read(rest, symbols: code.bases.count, most: code.mostAccuracy)
            guard size <= rest.count else { throw .broken("a table breaks off") }
            rest = UnsafeRawBufferPointer(rebasing: rest[size...])
            return table
        default:
            guard let last else { throw .broken("a block uses a table that was never given") }
            return last
        }
    }

    private static func byte(_ rest: inout UnsafeRawBufferPointer) throws(ZstdProblem) -> UInt8 {
        guard let first = rest.first else { throw .broken("the sequences of a block break off") }
        rest = UnsafeRawBufferPointer(rebasing: rest[1...])
        return first
    }
}
