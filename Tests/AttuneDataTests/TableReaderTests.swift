import AttuneData
import AttuneJSON
import Testing

@Suite struct TableReaderTests {
    private func rows(_ name: String, _ text: String, limits: ReadingLimits = ReadingLimits()) throws
        -> [RowOutcome<RawRecord>]
    {
        try withFile(name, text) { path in
            var reader = try RawRecordReader(path: path, limits: limits)
            var all: [RowOutcome<RawRecord>] = []
            while let row = try reader.next() { all.append(row) }
            return all
        }
    }

    @Test func tablesReadAsPythonReadsThem() throws {
        let cases = try fixtureCases("tables.json")
        #expect(cases.count == 12)
        for table in cases {
            let name = try table.at("delimiter").string() == "\t" ? "t.tsv" : "t.csv"
            let expected = try table.at("rows").elements().map { try $0.elements().map { try $0.string() } }
            let found = try rows(name, table.at("text").string())
            let header = expected[0]
            let title = try table.at("name").string()
            let values = found.compactMap { row in row.usable.map { fields in header.map { fields.fields[$0] } } }
            #expect(
                values == expected.dropFirst().map { $0.map { JSONValue.string($0) } }, "\(title)")
        }
    }

    @Test func rowsKnowTheLineTheyBeginOn() throws {
        let found = try rows("t.csv", "a,b\r\n\"1\r\n1\",2\r\n\r\n3,4\r\n")
        #expect(found.compactMap { $0.usable?.reference.line } == [2, 5])
        #expect(found.compactMap { $0.usable?.reference.row } == [1, 2])
    }

    @Test func raggedRowsNameRowExpectedAndFoundFields() throws {
        let found = try rows("t.csv", "a,b\n1,2\n1,2,3\n1\n5,6\n")
        #expect(found.compactMap { $0.usable?.reference.line } == [2, 5])
        let problems = found.compactMap(\.problem)
        #expect(problems.map(\.code) == [.raggedRow, .raggedRow])
        #expect(problems.map(\.record.line) == [3, 4])
        #expect(problems[0].message == "row 2: expected 2 fields, found 3")
        #expect(problems[1].message == "row 3: expected 2 fields, found 1")
    }

    @Test func aQuoteThatNeverClosesIsNamedWithItsRow() throws {
        try withFile("t.csv", "a,b\n\n1,2\n\"open,2\n3,4\n") { path in
            var reader = try RawRecordReader(path: path)
            _ = try reader.next()
            let expected = DataError.unclosedQuote(path: path, line: 4, row: 2, excerpt: "open,2\\n3,4\\n")
            #expect(throws: expected) { try reader.next() }
        }
    }

    @Test func aHugeUnclosedQuoteStopsAtTheLimit() throws {
        var limits = ReadingLimits()
        limits.rowBytes = 1000
        let text = "a,b\n\"" + String(repeating: "x\n", count: 2000) + "\",2\n"
        #expect(throws: DataError.self) { try rows("t.csv", text, limits: limits) }
    }

    @Test func textAfterAClosingQuoteIsAFinding() throws {
        let found = try rows("t.csv", "a,b\n\"x\"y,2\n3,4\n")
        #expect(found.compactMap { $0.problem?.code } == [.brokenQuotes])
        #expect(found.compactMap { $0.usable }.count == 1)
    }

    @Test func tooManyColumnsAreRefused() throws {
        #expect(throws: DataError.self) { try rows("t.csv", String(repeating: "a,", count: 20_000) + "b\n1\n") }
        let wide = try rows("t.csv", "a,b\n" + String(repeating: ",", count: 1_000_000) + "\n1,2\n")
        #expect(wide.compactMap { $0.problem?.code } == [.tooLong])
        #expect(wide.compactMap { $0.usable }.count == 1)
    }

    @Test func aColumnNamedTwiceIsRefused() throws {
        #expect(throws: DataError.self) { try rows("t.csv", "a,a\n1,2\n") }
    }

    @Test func fieldsThatAreNotUTF8AreFindings() throws {
        try withFile("t.csv", Array("a,b\n1,".utf8) + [0xFF, 0x0A] + Array("3,4\n".utf8)) { path in
            var reader = try RawRecordReader(path: path)
            let first = try reader.next()?.problem
            #expect(first?.code == .invalidUTF8)
            #expect(first?.key == "b")
            #expect(try reader.next()?.usable != nil)
        }
    }
}
