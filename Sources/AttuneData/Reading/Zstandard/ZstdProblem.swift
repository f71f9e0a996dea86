/// Why Zstandard data cannot be unpacked.
enum ZstdProblem: Error, Equatable {
    /// The data contradicts RFC 8878.
    case broken(String)
    /// The data refers back so many bytes, more than are kept.
    case largeWindow(UInt64)
    /// The file cannot be read.
    case source(DataError)

    /// What stands after a file's name in a message.
    static let truncated = ZstdProblem.broken("it breaks off; bytes are missing at its end")
}

/// The packed bytes, of which the next few can be asked for whatever pieces they come in.
struct ZstdInput {
    private var bytes: [UInt8]
    private var position = 0

    init(first: [UInt8]) { bytes = first }

    /// The next bytes, which are taken.
    ///
    /// - Throws: `ZstdProblem.truncated` at the end of the file.
    mutating func take(_ count: Int, from source: inout ByteSource) throws(ZstdProblem) -> ArraySlice<UInt8> {
        try need(count, from: &source)
        defer { position += count }
        return bytes[position..<position + count]
    }

    /// A number of some bytes, the least first, which are taken.
    mutating func number(_ count: Int, from source: inout ByteSource) throws(ZstdProblem) -> UInt64 {
        try take(count, from: &source).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Passes bytes over.
    mutating func skip(_ count: UInt64, from source: inout ByteSource) throws(ZstdProblem) {
        var rest = count
        while rest > 0 {
            guard try !isAtEnd(source: &source) else { throw .truncated }
            let step = Int(min(rest, UInt64(bytes.count - position)))
            position += step
            rest -= UInt64(step)
        }
    }

    /// Whether there are no bytes left.
    mutating func isAtEnd(source: inout ByteSource) throws(ZstdProblem) -> Bool {
        guard position == bytes.count else { return false }
        return try !fill(from: &source)
    }

    private mutating func need(_ count: Int, from source: inout ByteSource) throws(ZstdProblem) {
        while bytes.count - position < count {
            guard try fill(from: &source) else { throw .truncated }
        }
    }

    private mutating func fill(from source: inout ByteSource) throws(ZstdProblem) -> Bool {
        bytes.removeFirst(position)
        position = 0
        do throws(DataError) {
            guard let piece = try source.next() else { return false }
            bytes.append(contentsOf: piece)
            return true
        } catch {
            throw .source(error)
        }
    }
}
