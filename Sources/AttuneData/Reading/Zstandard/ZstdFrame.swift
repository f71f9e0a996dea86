/// The sizes that hold for every block.
enum ZstdBlock {
    /// The most bytes that one block unpacks to.
    static let mostBytes = 1 << 17
    /// The bytes before a block.
    static let headerBytes = 3
}

/// What a frame begins with.
///
/// Source: RFC 8878, section 3.1.1.1.
struct ZstdFrameHeader {
    /// How far back sequences may reach.
    let window: Int
    /// The bytes that the frame unpacks to, if it says so.
    let contentBytes: UInt64?
    /// Whether a sum follows the last block.
    let hasSum: Bool

    /// Reads what follows the magic number.
    init(_ input: inout ZstdInput, from source: inout ByteSource, most: Int) throws(ZstdProblem) {
        let flags = try input.number(1, from: &source)
        guard flags & 0x08 == 0 else { throw .broken("a reserved bit is set") }
        let isSingleSegment = flags & 0x20 != 0
        var window: UInt64 = 0
        if !isSingleSegment {
            let packed = try input.number(1, from: &source)
            window = (8 + packed & 7) << (7 + packed >> 3)
        }
        let dictionary = try input.number([0, 1, 2, 4][Int(flags & 3)], from: &source)
        guard dictionary == 0 else { throw .broken("it needs the dictionary \(dictionary)") }
        let sizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][Int(flags >> 6)]
        let size = try input.number(sizeBytes, from: &source)
        let content = sizeBytes == 0 ? nil : sizeBytes == 2 ? size + 256 : size
        if isSingleSegment { window = content ?? 0 }
        guard window <= UInt64(most) else { throw .largeWindow(window) }
        self.window = Int(window)
        contentBytes = content
        hasSum = flags & 0x04 != 0
    }
}

/// A frame while it is unpacked: the last bytes, which sequences refer to, and everything that blocks hand on.
struct ZstdFrame {
    let header: ZstdFrameHeader
    private var history: [UInt8] = []
    private var literals = ZstdLiterals()
    private var sequences = ZstdSequenceReader()
    private var offsets = (1, 4, 8)
    private var sum = XXHash64()
    private var total: UInt64 = 0

    init(_ header: ZstdFrameHeader) { self.header = header }

    /// The most bytes a block may unpack to.
    var mostBlockBytes: Int { min(header.window, ZstdBlock.mostBytes) }

    /// Takes a block of bytes as they are; returns them.
    mutating func plain(_ bytes: ArraySlice<UInt8>) throws(ZstdProblem) -> ArraySlice<UInt8> {
        try grow { history throws(ZstdProblem) in history += bytes }
    }

    /// Takes a block of one byte so many times; returns the bytes.
    mutating func repeated(_ byte: UInt8, _ count: Int) throws(ZstdProblem) -> ArraySlice<UInt8> {
        try grow { history throws(ZstdProblem) in history += repeatElement(byte, count: count) }
    }

    /// Unpacks a block; returns the bytes.
    mutating func packed(_ block: ArraySlice<UInt8>) throws(ZstdProblem) -> ArraySlice<UInt8> {
        var (literals, sequences, offsets) = (literals, sequences, offsets)
        let (window, most) = (header.window, mostBlockBytes)
        let unpacked = try grow { history throws(ZstdProblem) in
            let start = history.count
            history += repeatElement(0, count: ZstdBlock.mostBytes)
            let end = try history.withUnsafeMutableBufferPointer { output throws(ZstdProblem) -> Int in
                var writer = ZstdWriter(
                    output: output, start: start, end: start + most, window: window, offsets: offsets)
                try Self.unpack(block, &literals, &sequences, into: &writer)
                offsets = writer.offsets
                return writer.place
            }
            history.removeLast(history.count - end)
        }
        (self.literals, self.sequences, self.offsets) = (literals, sequences, offsets)
        return unpacked
    }

    private static func unpack(
        _ block: ArraySlice<UInt8>, _ literals: inout ZstdLiterals, _ sequences: inout ZstdSequenceReader,
        into writer: inout ZstdWriter
    ) throws(ZstdProblem) {
        try block.withUnsafeBufferPointer { bytes throws(ZstdProblem) -> Void in
            let used = try literals.read(UnsafeRawBufferPointer(bytes))
            let rest = UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[used...]))
            let copied = literals.bytes
            try copied.withUnsafeBufferPointer { copied throws(ZstdProblem) -> Void in
                try sequences.read(rest) { step throws(ZstdProblem) -> Void in try writer.write(step, from: copied) }
                try writer.finish(from: copied)
            }
        }
    }

    /// Whether a sum is the one of all bytes unpacked.
    func hasSum(_ expected: UInt64) -> Bool { sum.value & 0xFFFF_FFFF == expected }

    /// Whether as many bytes were unpacked as the header says.
    var hasAnnouncedSize: Bool { header.contentBytes.map { $0 == total } ?? true }

    /// Appends to the history what a block gives, after what is too old was dropped.
    private mutating func grow(
        _ append: (inout [UInt8]) throws(ZstdProblem) -> Void
    ) throws(ZstdProblem) -> ArraySlice<UInt8> {
        let slack = max(1 << 20, header.window / 4)
        if history.count > header.window + slack { history.removeFirst(history.count - header.window) }
        let start = history.count
        try append(&history)
        let unpacked = history[start...]
        total += UInt64(unpacked.count)
        guard total <= header.contentBytes ?? .max else { throw .broken("a frame is longer than it says") }
        if header.hasSum { unpacked.withUnsafeBytes { sum.update($0) } }
        return unpacked
    }
}
