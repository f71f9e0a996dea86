internal import Foundation

/// Where text for people goes, and what it may look like there.
public struct Console: Sendable {
    /// Whether somebody watches: progress may rewrite its line.
    public let isTerminal: Bool
    /// Whether colours may be used.
    public let usesColour: Bool
    private let descriptor: Int32

    /// Standard output or standard error.
    ///
    /// Colour needs a terminal and no `NO_COLOR`.
    public init(standardError: Bool) {
        descriptor = standardError ? STDERR_FILENO : STDOUT_FILENO
        isTerminal = isatty(descriptor) != 0
        let environment = ProcessInfo.processInfo.environment
        usesColour = isTerminal && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }

    /// Writes text as it is.
    ///
    /// A closed pipe is no error: the work goes on.
    public func write(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }

    /// Writes a line; on a terminal it takes the place of a progress line.
    public func line(_ text: String = "") { write((isTerminal ? "\r\u{1B}[K" : "") + text + "\n") }

    /// Writes what people should know on a line of its own.
    public func note(_ text: String) { line(styled("note: ", .yellow) + TerminalText.printable(text)) }

    /// How many characters a line has; 100 where there is no terminal.
    public var columns: Int {
        var size = winsize()
        guard isTerminal, ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 100 }
        return Int(size.ws_col)
    }

    /// Shows a line that the next one replaces; only where somebody watches.
    public func progress(_ text: String) {
        if isTerminal { write("\r\u{1B}[K" + text) }
    }

    /// Text in a style, where colours may be used.
    public func styled(_ text: String, _ style: Style) -> String {
        usesColour ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// The styles of the program.
    public enum Style: Int, Sendable {
        /// For headings and results.
        case bold = 1
        /// For what matters less.
        case dim = 2
        /// For errors.
        case red = 31
        /// For what trains, and for what went well.
        case green = 32
        /// For notices.
        case yellow = 33
    }
}
