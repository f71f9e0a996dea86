internal import Foundation

/// Unpacks Zstandard data (RFC 8878) block by block; several frames one after the other are one text.
///
/// Memory is bounded by the window that a frame asks for, at most `largestWindow`, however large the unpacked text is.
/// Sums are checked where frames have them. Frames that need a dictionary are refused.
final class ZstdStream: Unpacker {
    /// What a frame begins with.
    static let magic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]
    /// The largest window, which is what `zstd --long` makes.
    static let largestWindow = 1 << 27

    /// Whether a file's first bytes are those of a frame, or of one to pass over, as parallel packers write in front.
    static func begins(_ bytes: Data) -> Bool {
        let first = bytes.prefix(4)
        return first.elementsEqual(magic)
            || first.count == 4 && first.dropFirst().elementsEqual([0x2A, 0x4D, 0x18])
                && first[first.startIndex] >> 4 == 5
    }

    private static let magicNumber: UInt64 = 0xFD2F_B528
    private static let skippable: ClosedRange<UInt64> = 0x184D_2A50...0x184D_2A5F
    private static let pieceBytes = 1 << 20

    private let path: String
    private var input: ZstdInput
    private var frame: ZstdFrame?

    /// Begins with the file's first piece.
    init(path: String, first: Data) {
        self.path = path
        input = ZstdInput(first: Array(first))
    }

    /// The next unpacked piece, or nil at the end; a file that is damaged or breaks off is an error.
    func next(from source: inout ByteSource) throws(DataError) -> Data? {
        do throws(ZstdProblem) {
            var piece = Data()
            while piece.count < Self.pieceBytes {
                if frame == nil, try !beginFrame(&source) { break }
                guard frame != nil else { continue }
                try readBlock(&source, into: &piece)
            }
            return piece.isEmpty ? nil : piece
        } catch {
            throw error.described(path: path)
        }
    }

    /// Begins the next frame, or passes a skippable one over; false at the end of the file.
    private func beginFrame(_ source: inout ByteSource) throws(ZstdProblem) -> Bool {
        guard try !input.isAtEnd(source: &source) else { return false }
        let magic = try input.number(4, from: &source)
        if Self.skippable.contains(magic) {
            try input.skip(try input.number(4, from: &source), from: &source)
            return true
        }
        guard magic == Self.magicNumber else { throw .broken("something else follows the packed text") }
        frame = ZstdFrame(try ZstdFrameHeader(&input, from: &source, most: Self.largestWindow))
        return true
    }

    private func readBlock(_ source: inout ByteSource, into piece: inout Data) throws(ZstdProblem) {
        guard var current = frame.take() else { return }
        let header = Int(try input.number(ZstdBlock.headerBytes, from: &source))
        let size = header >> 3
        guard size <= current.mostBlockBytes else { throw .broken("a block is longer than allowed") }
        switch header >> 1 & 3 {
        case 0: piece += try current.plain(try input.take(size, from: &source))
        case 1: piece += try current.repeated(UInt8(try input.number(1, from: &source)), size)
        case 2: piece += try current.packed(try input.take(size, from: &source))
        default: throw .broken("a block is of an unknown kind")
        }
        guard header & 1 == 1 else {
            frame = current
            return
        }
        guard current.hasAnnouncedSize else { throw .broken("a frame is shorter than it says") }
        if current.header.hasSum {
            guard current.hasSum(try input.number(4, from: &source)) else { throw .broken("its sum is wrong") }
        }
    }
}

extension ZstdProblem {
    /// The problem of a file.
    fileprivate func described(path: String) -> DataError {
        switch self {
        case .broken(let reason): .brokenZstandard(path: path, reason: reason)
        case .largeWindow(let bytes):
            .largeZstandardWindow(path: path, bytes: bytes, most: ZstdStream.largestWindow)
        case .source(let error): error
        }
    }
}
