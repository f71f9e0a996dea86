/// The lines of a file, with a limit on their size.
struct LineReader {
    /// A line without its line break.
    struct Line {
        /// The number of the line, from 1.
        let number: Int
        /// The bytes; nil when the line is longer than the limit.
        let bytes: [UInt8]?
        /// What a line that is too long begins with.
        let beginning: [UInt8]
    }

    private static let shownBytes = 400

    private var buffer: ByteBuffer
    private let limit: Int
    private var number = 0

    init(path: String, limit: Int) throws(DataError) {
        buffer = try ByteBuffer(path: path)
        self.limit = limit
    }

    /// The next line, or nil at the end; lines end with LF or CRLF, the last one may lack it.
    mutating func next() throws(DataError) -> Line? {
        var searched = buffer.position
        var tooLong: [UInt8]?
        while true {
            if let end = buffer.index(of: UInt8(ascii: "\n"), from: searched) {
                return take(to: end, skipping: 1, tooLong: tooLong)
            }
            if buffer.available > limit {
                tooLong = tooLong ?? Array(buffer.bytes[buffer.position...].prefix(Self.shownBytes))
                buffer.position = buffer.bytes.count
            }
            let seen = buffer.available
            guard try buffer.fill() else {
                let rest = buffer.bytes.count
                return seen > 0 || tooLong != nil ? take(to: rest, skipping: 0, tooLong: tooLong) : nil
            }
            searched = buffer.position + seen
        }
    }

    private mutating func take(to end: Int, skipping: Int, tooLong: [UInt8]?) -> Line {
        var bytes = buffer.bytes[buffer.position..<end]
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        buffer.position = end + skipping
        number += 1
        let isTooLong = tooLong != nil || bytes.count > limit
        return Line(
            number: number, bytes: isTooLong ? nil : Array(bytes),
            beginning: isTooLong ? tooLong ?? Array(bytes.prefix(Self.shownBytes)) : [])
    }
}
