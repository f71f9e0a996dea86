import AttuneReports
import Foundation
import Testing

struct ChatInputTests {
    @Test(arguments: [
        ("hello", ChatInput.say("hello")), ("//etc/hosts", .say("/etc/hosts")), (" /quit", .say(" /quit")),
        ("/help", .help), ("/quit", .quit), ("/exit", .quit), ("/undo ", .undo), ("/reset", .reset),
        ("/system", .system(nil)), ("/system -", .system("")), ("/system Be  short.", .system("Be  short.")),
        ("/save my chat.jsonl", .save("my chat.jsonl")),
    ])
    func aLineIsAMessageOrACommand(_ line: String, _ expected: ChatInput) throws {
        #expect(try ChatInput(line: line) == expected)
    }

    @Test func aMisspeltCommandNamesTheNearest() {
        #expect(throws: ChatError.unknownCommand(name: "rset", nearest: ["reset"])) { try ChatInput(line: "/rset") }
        #expect(throws: ChatError.unknownCommand(name: "", nearest: [])) { try ChatInput(line: "/") }
    }

    @Test func aCommandWithoutItsArgumentSaysWhich() {
        #expect(throws: ChatError.missingArgument(command: "save", argument: "FILE")) { try ChatInput(line: "/save") }
    }

    @Test func linesComeOneByOneAndTheLastNeedsNoLineFeed() throws {
        var lines = try reader(of: Array("one\r\n\nthr\u{E9}e".utf8))
        #expect(try [lines.next(), lines.next(), lines.next(), lines.next()] == ["one", "", "thr\u{E9}e", nil])
    }

    @Test func aLineThatIsNoTextIsNamed() throws {
        var lines = try reader(of: Array("fine\n".utf8) + [0xFF, 0x0A] + Array("fine\n".utf8))
        #expect(try lines.next() == "fine")
        #expect(throws: TextLinesError.notText(path: "standard input", line: 2)) { try lines.next() }
        #expect(try lines.next() == "fine")
    }

    @Test func anEndlessLineIsRefused() throws {
        var lines = try reader(of: [UInt8](repeating: 97, count: 50_000), mostBytes: 10_000)
        #expect(throws: TextLinesError.tooLong(path: "standard input", line: 1, most: 10_000)) { try lines.next() }
    }

    @Test func quotesHoldAMessageOfSeveralLinesTogether() throws {
        let text =
            "one\n\"\"\"\nTwo\n\n  /quit\n\"\"\"  \n\"\"\"three\nfour\"\"\"\n\"\"\"five\"\"\"\nsix \"\"\"\n\"\"\"\"\"\"\n"
        var lines = ChatLines(try reader(of: Array(text.utf8)))
        var read: [ChatLine] = []
        while let line = try lines.next() { read.append(line) }
        #expect(
            read == [
                .typed("one"), .block("Two\n\n  /quit"), .block("three\nfour"), .block("five"), .typed("six \"\"\""),
                .block(""),
            ])
        #expect(try ChatInput(.block("/quit")) == .say("/quit"))
    }

    @Test func aMessageThatDoesNotEndIsAnErrorAndNotSaid() throws {
        var lines = ChatLines(try reader(of: Array("one\n\"\"\"two\nthree\n".utf8)))
        #expect(try lines.next() == .typed("one"))
        #expect(throws: ChatError.openMessage(line: 2)) { try lines.next() }
    }

    @Test func aMessageThatIsGivenUpIsForgotten() throws {
        var lines = ChatLines(try reader(of: Array("\"\"\"one\ntwo\nthree\n".utf8)))
        var asked = 0
        let isSecondLine = {
            asked += 1
            return asked == 2
        }
        #expect(try lines.next(isGivenUp: isSecondLine) == .typed("two"))
        #expect(try lines.next() == .typed("three"))
    }

    @Test func anEndlessMessageIsRefused() throws {
        let text = "\"\"\"\n" + String(repeating: "line\n", count: 3000)
        var lines = ChatLines(try reader(of: Array(text.utf8)), mostBytes: 10_000)
        #expect(throws: ChatError.longMessage(line: 1, most: 10_000)) { try lines.next() }
    }

    private func reader(of bytes: [UInt8], mostBytes: Int = 1 << 20) throws -> InputLines {
        let pipe = Pipe()
        try pipe.fileHandleForWriting.write(contentsOf: bytes)
        try pipe.fileHandleForWriting.close()
        return InputLines(descriptor: dup(pipe.fileHandleForReading.fileDescriptor), mostBytes: mostBytes)
    }
}
