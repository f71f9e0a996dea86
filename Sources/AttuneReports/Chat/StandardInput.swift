internal import Foundation

/// Text that is typed or piped into the program.
public enum StandardInput {
    /// All of it, without the last line feed.
    public static func text() throws -> String {
        let data = FileHandle.standardInput.readDataToEndOfFile()
        guard let text = String(validating: data, as: UTF8.self) else {
            throw TextLinesError.notText(path: "standard input", line: 1)
        }
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }

    /// Whether somebody types it.
    public static var isTerminal: Bool { isatty(STDIN_FILENO) != 0 }
}

/// Lines as they come in, without waiting for the next.
public struct InputLines {
    private let descriptor: Int32
    private let mostBytes: Int
    private var pending: [UInt8] = []
    private var searched = 0
    private var number = 0
    private var hasEnded = false

    /// Reads a descriptor, by default standard input; a line may have 16 MiB.
    public init(descriptor: Int32 = 0, mostBytes: Int = 16 << 20) {
        self.descriptor = descriptor
        self.mostBytes = mostBytes
    }

    /// The next line without its line feed; nil at the end.
    ///
    /// - Throws: `TextLinesError` for a line that is not UTF-8 or too long.
    public mutating func next() throws(TextLinesError) -> String? {
        while true {
            if let end = pending[searched...].firstIndex(of: UInt8(ascii: "\n")) { return try take(end, end + 1) }
            searched = pending.count
            guard pending.count <= mostBytes else {
                throw .tooLong(path: "standard input", line: number + 1, most: mostBytes)
            }
            if hasEnded { return pending.isEmpty ? nil : try take(pending.count, pending.count) }
            hasEnded = !readMore()
        }
    }

    private mutating func take(_ end: Int, _ next: Int) throws(TextLinesError) -> String {
        number += 1
        var line = pending[..<end]
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        let text = String(validating: line, as: UTF8.self)
        pending.removeFirst(next)
        searched = 0
        guard let text else { throw .notText(path: "standard input", line: number) }
        return text
    }

    private mutating func readMore() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        var count = read(descriptor, &buffer, buffer.count)
        while count < 0 && errno == EINTR { count = read(descriptor, &buffer, buffer.count) }
        if count > 0 { pending += buffer[..<count] }
        return count > 0
    }
}
