internal import AttuneErrors
internal import AttuneJSON
internal import AttuneText
internal import Foundation

/// Reads lines, answers them and follows commands, until the input ends.
///
/// Standard output carries the answers alone. At a terminal there are a prompt and notes beside them, an error ends
/// the turn, and Ctrl-C ends the answer; in a pipe one line is one turn, and an error ends the program.
public struct ChatLoop {
    private var chat: ChatSession
    private let isInteractive: Bool
    private let json: Bool
    private let output = Console(standardError: false)
    private let notes: Console
    private let watch: InterruptWatch?

    /// A loop over standard input.
    public init(_ chat: ChatSession, json: Bool) {
        self.chat = chat
        self.json = json
        isInteractive = StandardInput.isTerminal
        let screen = Console(standardError: json || !output.isTerminal || !isInteractive)
        notes = screen
        watch =
            isInteractive
            ? InterruptWatch {
                screen.write("\n" + screen.styled("(Ctrl-D or /quit leaves)", .dim) + "\n" + Self.prompt(screen))
            } : nil
    }

    /// Talks until the input ends or `/quit`.
    public mutating func run() throws {
        if isInteractive {
            notes.line(notes.styled("/help lists commands, Ctrl-C stops an answer, Ctrl-D leaves", .dim))
        }
        var lines = ChatLines()
        while true {
            do {
                guard let line = try next(&lines) else { break }
                if try follow(ChatInput(line)) { return }
            } catch let error as any RemediedError {
                guard isInteractive, !Self.endsInput(error) else { throw error }
                show(error)
            }
        }
        if isInteractive { notes.write("\n") }
    }

    /// A line without end is the only one after which nothing more can be read.
    private static func endsInput(_ error: any RemediedError) -> Bool {
        if case .tooLong? = error as? TextLinesError { true } else { false }
    }

    /// What is said next; at a terminal a prompt asks for it, and Ctrl-C forgets a message that was begun.
    private func next(_ lines: inout ChatLines) throws -> ChatLine? {
        guard isInteractive else { return try lines.next() }
        return try lines.next { goesOn in
            notes.write(goesOn ? notes.styled("... ", .dim) : Self.prompt(notes))
        } isGivenUp: {
            watch?.takeIdleInterrupt() ?? false
        }
    }

    /// A line as long as the kernel keeps while it is typed has lost its end.
    private static func checkWhole(_ text: String) throws(ChatError) {
        let most = 4095
        guard !text.utf8.split(separator: UInt8(ascii: "\n")).contains(where: { $0.count >= most }) else {
            throw .cutLine(bytes: most)
        }
    }

    private static func prompt(_ screen: Console) -> String { screen.styled("> ", .bold) }

    /// Does what a line asks for.
    ///
    /// Returns whether the chat is over.
    private mutating func follow(_ input: ChatInput) throws -> Bool {
        switch input {
        case .say(let text):
            guard !text.allSatisfy(\.isWhitespace) else { return false }
            if isInteractive { try Self.checkWhole(text) }
            try answer(text)
        case .help: for command in ChatInput.commands + [ChatInput.severalLines] { notes.line(Self.aligned(command)) }
        case .reset:
            chat.reset()
            note("The conversation begins again.")
        case .system(let text): changeSystem(text)
        case .save(let path):
            try chat.save(to: path)
            note("The conversation is in \(path).")
        case .undo:
            guard chat.undo() else { throw ChatError.nothingToUndo }
            note(
                chat.messages.last.map { "Taken back; the last answer is: \(Self.excerpt($0.content))" }
                    ?? "Taken back.")
        case .quit: return true
        }
        return false
    }

    private mutating func answer(_ text: String) throws {
        let (screen, isStreaming) = (output, !json)
        var endsLine = false
        let turn = try turn(text) { part in
            guard isStreaming else { return }
            screen.write(screen.isTerminal ? TerminalText.printableLines(part) : part)
            endsLine = part.hasSuffix("\n")
        }
        if json { output.line(turn.answer.json.encoded()) } else if !endsLine { output.write("\n") }
        describe(turn)
    }

    private mutating func turn(_ text: String, onText: (String) -> Void) throws -> ChatSession.Turn {
        guard let watch else { return try chat.say(text, onText: onText) }
        return try watch.answering {
            try chat.say(text, isInterrupted: { watch.isInterrupted }, onText: onText)
        }
    }

    private func describe(_ turn: ChatSession.Turn) {
        switch turn.cut {
        case .interrupted: note("The answer was stopped; what there is of it stays in the conversation.")
        case .limit(let most): note("The answer was cut at \(most) tokens; --max-tokens allows more.")
        case .contextFull:
            note("The answer was cut: the context of \(turn.contextLength) tokens is full. See /undo and /reset.")
        case nil: break
        }
        guard isInteractive else { return }
        let speed = turn.seconds > 0 ? Double(turn.answer.ids.count) / turn.seconds : 0
        notes.line(
            notes.styled(
                "\(turn.answer.ids.count) tokens, \(Figures.fixed(speed, 1)) tokens/s, "
                    + "context \(turn.contextTokens) of \(turn.contextLength)", .dim))
    }

    private mutating func changeSystem(_ text: String?) {
        guard let text else {
            return note(chat.system.map { "The system message is: \($0)" } ?? "There is no system message of yours.")
        }
        chat.system = text.isEmpty ? nil : text
        note(text.isEmpty ? "The system message is taken away." : "The system message is set.")
    }

    /// What people should know; never on standard output of a pipe.
    private func note(_ text: String) { notes.line(notes.styled(TerminalText.printable(text), .dim)) }

    private func show(_ error: any RemediedError) {
        notes.line(notes.styled("error:", .red) + " " + TerminalText.printable(error.problem))
        notes.line("fix: " + TerminalText.printable(error.remedy))
    }

    private static func aligned(_ command: (usage: String, meaning: String)) -> String {
        "  " + command.usage.padding(toLength: 14, withPad: " ", startingAt: 0) + command.meaning
    }

    private static func excerpt(_ text: String) -> String {
        let line = text.prefix(60)
        return line.count < text.count ? line + "..." : String(line)
    }
}
