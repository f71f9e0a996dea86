/// A line of a chat, or several that are one message.
public enum ChatLine: Sendable, Equatable {
    /// A line as it was typed: a message or a command.
    case typed(String)
    /// A message of several lines, without the quotes around it.
    case block(String)
}

/// Reads what is said in a chat; three double quotes at the beginning of a line open a message of several lines, and
/// three at the end of a line close it.
public struct ChatLines {
    private static let quotes = "\"\"\""
    private var lines: InputLines
    private let mostBytes: Int
    private var number = 0

    /// Reads these lines; a message of several may have 16 MiB.
    public init(_ lines: InputLines = InputLines(), mostBytes: Int = 16 << 20) {
        self.lines = lines
        self.mostBytes = mostBytes
    }

    /// What is said next.
    ///
    /// - Parameters:
    ///   - beforeLine: told before each line whether it goes on with a message.
    ///   - isGivenUp: asked after each line whether the message that was begun is to be forgotten.
    /// - Returns: the line, or a message of several; nil at the end.
    /// - Throws: `TextLinesError`, `ChatError.openMessage` and `.longMessage`.
    public mutating func next(
        beforeLine: (_ goesOn: Bool) -> Void = { _ in }, isGivenUp: () -> Bool = { false }
    ) throws -> ChatLine? {
        var message: OpenMessage?
        while true {
            beforeLine(message != nil)
            guard let line = try lines.next() else {
                if let message { throw ChatError.openMessage(line: message.firstLine) }
                return nil
            }
            number += 1
            if isGivenUp() { message = nil }
            guard message != nil || line.hasPrefix(Self.quotes) else { return .typed(line) }
            let part = message == nil ? line.dropFirst(Self.quotes.count) : line[...]
            var open = message ?? OpenMessage(firstLine: number)
            if let last = Self.closing(part) { return .block(open.closed(with: last)) }
            open.append(part)
            guard open.bytes <= mostBytes else { throw ChatError.longMessage(line: open.firstLine, most: mostBytes) }
            message = open
        }
    }

    /// What stands before the quotes that close a message; nil when there are none.
    private static func closing(_ part: Substring) -> Substring? {
        var part = part
        while part.last == " " || part.last == "\t" { part.removeLast() }
        return part.hasSuffix(quotes) ? part.dropLast(quotes.count) : nil
    }
}

/// The lines so far of a message that is not closed yet.
private struct OpenMessage {
    let firstLine: Int
    private var parts: [Substring] = []
    private(set) var bytes = 0

    init(firstLine: Int) { self.firstLine = firstLine }

    mutating func append(_ part: Substring) {
        parts.append(part)
        bytes += part.utf8.count + 1
    }

    /// The text; nothing beside the quotes is no line of its own.
    func closed(with last: Substring) -> String {
        var lines = parts + [last]
        if lines.count > 1, last.isEmpty { lines.removeLast() }
        if lines.count > 1, lines[0].isEmpty { lines.removeFirst() }
        return lines.joined(separator: "\n")
    }
}
