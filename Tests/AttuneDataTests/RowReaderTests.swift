import AttuneData
import Testing

@Suite struct RowReaderTests {
    private let good = #"{"text": "one"}"#

    @Test func linesAreCountedThroughBlankOnesAndEveryLineEnd() throws {
        let found = try outcomes("a.jsonl", "\u{FEFF}\(good)\r\n\r\n  \n\(good)\n\(good)")
        #expect(found.compactMap { $0.usable?.reference.line } == [1, 4, 5])
        #expect(found.compactMap { $0.usable?.reference.row } == [1, 2, 3])
    }

    @Test(arguments: [
        (#"{"text": "one""#, 2, 15), (#"{"text": NaN}"#, 2, 10), (#"{"text": "\ud800"}"#, 2, 17),
        (#"{"text": "one"} x"#, 2, 17), (#"{"text": 1, "text": 2}"#, 2, 13),
    ])
    func brokenLinesAreNamedByLineAndColumn(line: String, number: Int, column: Int) throws {
        let found = try outcomes("a.jsonl", "\(good)\n\(line)\n\(good)\n")
        #expect(found.compactMap(\.usable).count == 2)
        let problem = try #require(found[1].problem)
        #expect(problem.code == .brokenJSON)
        #expect(problem.record.line == number)
        #expect(abs((problem.column ?? 0) - column) <= 1)
        #expect(!problem.excerpt.isEmpty)
    }

    @Test func anExcerptHasEightyCharactersAroundThePlace() throws {
        let line = "{\"text\": \"" + String(repeating: "é", count: 500) + "\u{1}\"}"
        let problem = try #require(try outcomes("a.jsonl", good + "\n" + line)[1].problem)
        #expect(problem.excerpt.count <= 80)
        #expect(problem.excerpt.contains("\\u{1}"))
        #expect(!problem.excerpt.contains("\u{FFFD}"))
    }

    @Test func deepJSONIsAFindingNotACrash() throws {
        let deep = "{\"text\": " + String(repeating: "[", count: 100_000)
        let found = try outcomes("a.jsonl", good + "\n" + deep)
        #expect(found[1].problem?.code == .brokenJSON)
    }

    @Test func aLineOverTheLimitIsPassedOverInPieces() throws {
        var limits = ReadingLimits()
        limits.rowBytes = 100
        let long = "{\"text\": \"" + String(repeating: "x", count: 3_000_000) + "\"}"
        let found = try outcomes("a.jsonl", "\(good)\n\(long)\n\(good)\n", limits: limits)
        #expect(found.map { $0.problem?.code } == [nil, .tooLong, nil])
        #expect(found[2].usable?.reference.line == 3)
    }

    @Test(arguments: [-2, -1, 0, 1, 2])
    func piecesOfTheFileMayEndAnywhere(shift: Int) throws {
        let first = "{\"text\": \"" + String(repeating: "x", count: (1 << 20) + shift - 12) + "\"}"
        for (name, text) in [
            ("a.jsonl", first + "\n" + good + "\r\n"), ("a.json", "[" + first + "," + good + "]"),
            ("a.txt", first + "\r\n" + good),
            ("a.tsv", "text\n" + String(repeating: "x", count: (1 << 20) + shift - 7) + "\r\n\"o\"\"ne\"\n"),
        ] {
            let found = try outcomes(name, text)
            #expect(found.count == 2 && found.allSatisfy { $0.usable != nil }, "\(name)")
        }
    }

    @Test func valuesThatAreNoObjectsAreFindings() throws {
        let found = try outcomes("a.jsonl", "\(good)\n[1]\n\"x\"\nnull\n")
        #expect(found.dropFirst().map { $0.problem?.code } == [.notAnObject, .notAnObject, .notAnObject])
    }

    @Test func invalidBytesAreFindings() throws {
        for bytes: [UInt8] in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x00]] {
            let line = Array("{\"text\": \"".utf8) + bytes + Array("\"}\n".utf8)
            let found = try withFile("a.jsonl", Array((good + "\n").utf8) + line) { path in
                try outcomes(DataSource(path: path))
            }
            #expect(found[1].problem?.code == .brokenJSON)
        }
    }

    @Test func elementsOfAnArrayKnowTheirLine() throws {
        let text = "[\n  {\"text\": \"a]},{\\\"\"},\n  {\"text\":\n \"b\"}, {\"text\": \"c\"}\n]\n"
        let found = try outcomes("a.json", text)
        #expect(found.compactMap { $0.usable?.content } == [.text("a]},{\""), .text("b"), .text("c")])
        #expect(found.compactMap { $0.usable?.reference.line } == [2, 3, 4])
        #expect(found.compactMap { $0.usable?.reference.row } == [1, 2, 3])
    }

    @Test func aBrokenElementIsNamedAndReadingGoesOn() throws {
        let found = try outcomes("a.json", "[\n\(good),\n  {\"text\": tru},\n\(good)\n]")
        #expect(found.map { $0.problem?.code } == [nil, .brokenJSON, nil])
        #expect(found[1].problem?.record.line == 3)
        #expect(found[1].problem?.column == 12)
    }

    @Test(arguments: [
        "[", "[{\"text\": \"a\"}", "[{\"text\": \"a\"},", "[{\"text\": \"a", "[{\"text\": \"a\"}] x",
    ])
    func anArrayThatBreaksOffIsAnError(text: String) {
        #expect(throws: DataError.self) { try outcomes("a.json", text) }
    }

    @Test func aMissingCommaSpoilsItsElementOnly() throws {
        let found = try outcomes("a.json", "[\(good) \(good), \(good)]")
        #expect(found.map { $0.problem?.code } == [.brokenJSON, nil])
    }

    @Test func aJSONFileMayHoldLines() throws {
        #expect(try outcomes("a.json", "\(good)\n\(good)\n").compactMap(\.usable).count == 2)
    }

    @Test func blankLinesSeparateTextDocuments() throws {
        let found = try outcomes("a.txt", "\n\none\ntwo\r\n\n \nthree\n\n")
        #expect(found.compactMap { $0.usable?.content } == [.text("one\ntwo"), .text("three")])
        #expect(found.compactMap { $0.usable?.reference.line } == [3, 7])
    }

    @Test func withoutBlankLinesEveryLineIsADocument() throws {
        let found = try outcomes("a.txt", "one\ntwo\nthree\n\n")
        #expect(found.compactMap { $0.usable?.content } == [.text("one"), .text("two"), .text("three")])
    }

    @Test func filesThatAreNoTextAreNamed() throws {
        for (bytes, name) in [
            ([0x42, 0x5A, 0x68, 0x39], "bzip2"), ([0xFF, 0xFE, 0x7B], "UTF-16"), ([0x50, 0x4B, 3, 4], "zip"),
        ] {
            try withFile("a.jsonl", bytes.map { UInt8($0) }) { path in
                #expect(throws: DataError.notPlainText(path: path, found: name)) {
                    try outcomes(DataSource(path: path))
                }
            }
        }
    }

    @Test func missingEmptyAndUnknownFilesAreNamed() throws {
        #expect(throws: DataError.notFound(path: "no such file.jsonl")) {
            try outcomes(DataSource(path: "no such file.jsonl"))
        }
        for text in ["", "\n\n", "\u{FEFF}"] {
            try withFile("a.jsonl", text) { path in
                #expect(throws: DataError.noRecords(path: path)) { try outcomes(DataSource(path: path)) }
            }
        }
        try withFile("a.parquet", "x") { path in
            #expect(throws: DataError.unknownFileType(path: path)) { try outcomes(DataSource(path: path)) }
        }
    }
}
