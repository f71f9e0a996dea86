internal import CZlib
internal import Foundation

/// Unpacks gzip data (RFC 1952) piece by piece with zlib; several members one after the other are one text.
///
/// Memory stays the same however large the unpacked text is. zlib checks the sums of every member.
final class GzipStream: Unpacker {
    /// What a gzip file begins with.
    static let magic: [UInt8] = [0x1F, 0x8B]
    private static let pieceBytes = 1 << 20
    private static let gzipWindowBits: Int32 = 15 + 16

    private static let foreignTail = "something else follows the packed text"

    private enum State { case member, betweenMembers, padding }

    private let path: String
    /// zlib's state points back at this memory, so it must not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private var state = State.member
    private var packed: [UInt8]
    private var position = 0

    /// Begins with the file's first piece.
    init(path: String, first: Data) throws(DataError) {
        self.path = path
        packed = Array(first)
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let code = inflateInit2_(
            stream, Self.gzipWindowBits, zlibVersion(), Int32(MemoryLayout<z_stream>.size))
        // All is initialised here, so that `deinit` frees the memory of a stream that throws, too.
        guard code == Z_OK else { throw .unreadable(path: path, reason: "zlib cannot begin (code \(code))") }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// The next unpacked piece, or nil at the end; a file that is damaged or breaks off is an error.
    func next(from source: inout ByteSource) throws(DataError) -> Data? {
        while true {
            if position == packed.count {
                guard let piece = try source.next() else {
                    guard state != .member else { throw broken("it breaks off; bytes are missing at its end") }
                    return nil
                }
                (packed, position) = (Array(piece), 0)
            }
            switch state {
            case .member:
                let unpacked = try inflatePiece()
                if !unpacked.isEmpty { return unpacked }
            case .betweenMembers: try beginMember()
            case .padding: try skipPadding()
            }
        }
    }

    private func inflatePiece() throws(DataError) -> Data {
        var unpacked = Data(count: Self.pieceBytes)
        var code = Z_OK
        let remaining = unpacked.withUnsafeMutableBytes { output in
            packed.withUnsafeMutableBytes { input in
                stream.pointee.next_in = input.bindMemory(to: UInt8.self).baseAddress.map { $0 + position }
                stream.pointee.avail_in = UInt32(input.count - position)
                stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
                stream.pointee.avail_out = UInt32(output.count)
                code = inflate(stream, Z_NO_FLUSH)
                return Int(stream.pointee.avail_out)
            }
        }
        position = packed.count - Int(stream.pointee.avail_in)
        switch code {
        case Z_OK, Z_BUF_ERROR: break
        case Z_STREAM_END: state = .betweenMembers
        case Z_MEM_ERROR: throw .unreadable(path: path, reason: "there is no memory to unpack it")
        default: throw broken(stream.pointee.msg.map { String(cString: $0) } ?? "zlib's code is \(code)")
        }
        return unpacked.prefix(Self.pieceBytes - remaining)
    }

    /// After a member comes another one, zeros that fill up a block, or nothing.
    private func beginMember() throws(DataError) {
        guard packed[position] != 0 else {
            state = .padding
            return
        }
        guard packed[position] == Self.magic[0] else { throw broken(Self.foreignTail) }
        guard inflateReset(stream) == Z_OK else { throw broken("zlib cannot begin the next member") }
        state = .member
    }

    private func skipPadding() throws(DataError) {
        guard packed[position...].allSatisfy({ $0 == 0 }) else { throw broken(Self.foreignTail) }
        position = packed.count
    }

    private func broken(_ reason: String) -> DataError { .brokenGzip(path: path, reason: reason) }
}
