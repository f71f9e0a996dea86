/// The elements of one JSON array that fills a file, cut out one by one so that the file need not fit into memory.
///
/// The cutting only counts brackets outside of strings; what an element holds is judged by the JSON parser.
struct JSONArrayReader: RowReader {
    private enum State { case start, elementOrEnd, element, separator, done }

    private let path: String
    private let limits: ReadingLimits
    private var buffer: ByteBuffer
    private var state = State.start
    private var line = 1
    private var column = 1
    private var row = 0

    init(path: String, limits: ReadingLimits) throws(DataError) {
        self.path = path
        self.limits = limits
        buffer = try ByteBuffer(path: path)
    }

    mutating func next() throws(DataError) -> PendingRow? {
        while let byte = try significantByte() {
            switch (state, byte) {
            case (.start, UInt8(ascii: "[")): take(.elementOrEnd)
            case (.elementOrEnd, UInt8(ascii: "]")), (.separator, UInt8(ascii: "]")): take(.done)
            case (.separator, UInt8(ascii: ",")): take(.element)
            case (.elementOrEnd, _), (.element, _): return try element()
            case (.done, _): throw broken("something follows the array")
            case (.start, _): throw broken("an array of records should begin here")
            case (.separator, _): throw broken("a comma or the end of the array should be here")
            }
        }
        guard state == .done else { throw broken("the file ends inside of the array") }
        return nil
    }

    private mutating func element() throws(DataError) -> PendingRow {
        row += 1
        let record = RecordReference(file: path, line: line, row: row)
        let firstColumn = column
        var bytes: [UInt8] = []
        var isTooLong = false
        var depth = 0
        var isString = false
        var isEscaped = false
        while let byte = try buffer.peek() {
            if isString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else {
                    isString = byte != UInt8(ascii: "\"")
                }
            } else {
                if depth == 0, byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]") { break }
                if byte == UInt8(ascii: "\"") { isString = true }
                if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") { depth += 1 }
                if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") { depth -= 1 }
            }
            if bytes.count < limits.rowBytes { bytes.append(byte) } else { isTooLong = true }
            advance(over: byte)
        }
        guard depth == 0, !isString, try buffer.peek() != nil else {
            throw .brokenArray(
                path: path, line: record.line, column: firstColumn, reason: "this element of the array does not end",
                excerpt: excerpt(of: bytes.prefix(400)))
        }
        state = .separator
        guard !isTooLong else {
            let message = "the element is longer than \(limits.rowBytes) bytes"
            return .parsed(.finding(Finding(.tooLong, record, message: message, excerpt: excerpt(of: bytes))))
        }
        return .json(bytes, record, firstColumn: firstColumn)
    }

    private mutating func significantByte() throws(DataError) -> UInt8? {
        while let byte = try buffer.peek() {
            guard isJSONSpace(byte) else { return byte }
            advance(over: byte)
        }
        return nil
    }

    private mutating func take(_ next: State) {
        state = next
        advance(over: 0)
    }

    private mutating func advance(over byte: UInt8) {
        buffer.position += 1
        column += 1
        if byte == UInt8(ascii: "\n") {
            line += 1
            column = 1
        }
    }

    private func broken(_ reason: String) -> DataError {
        .brokenArray(
            path: path, line: line, column: column, reason: reason,
            excerpt: excerpt(of: buffer.bytes, around: buffer.position + 1))
    }
}
