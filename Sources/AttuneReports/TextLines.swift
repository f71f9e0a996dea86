public import AttuneErrors
internal import AttuneFormats

/// The lines of a UTF-8 text file, without their line feeds.
public struct TextLines: Sequence {
    private let lines: [String]

    /// Reads a file.
    ///
    /// - Throws: `FileError`, or `TextLinesError` for bytes that are no UTF-8.
    public init(path: String) throws {
        let file = try MappedFile(path: path)
        var parts = file.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if parts.last?.isEmpty == true { parts.removeLast() }
        lines = try parts.enumerated().map { number, bytes in
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw TextLinesError.notText(path: path, line: number + 1)
            }
            return text
        }
    }

    /// The lines in order.
    public func makeIterator() -> IndexingIterator<[String]> { lines.makeIterator() }
}

/// A file that is no text.
public enum TextLinesError: RemediedError, Equatable {
    /// A line is not valid UTF-8.
    case notText(path: String, line: Int)
    /// A line has more bytes than are read at once.
    case tooLong(path: String, line: Int, most: Int)

    /// What is wrong, and where.
    public var problem: String {
        switch self {
        case .notText(let path, let line): "\(path):\(line): the line is not valid UTF-8."
        case .tooLong(let path, let line, let most): "\(path):\(line): the line has more than \(most) bytes."
        }
    }

    /// What to do about it.
    public var remedy: String {
        switch self {
        case .notText: "Convert the text to UTF-8."
        case .tooLong: "Break the line into shorter ones."
        }
    }
    /// The data is wrong.
    public var failureKind: FailureKind { .data }
}
