import AttuneJSON
import AttuneReports
import Testing

@Suite struct ChartFileTests {
    @Test func barsHaveTheirNamesAndValues() throws {
        let svg = try ChartFile.svg(
            JSONParser.parse(
                """
                {"kind": "bars", "title": "Speed", "categories": ["ours", "theirs"],
                 "series": [{"name": "tokens/s", "values": [321, null]}]}
                """))
        for word in ["Speed", "ours", "theirs", "321"] { #expect(svg.contains(word)) }
    }

    @Test func linesTakePairs() throws {
        let svg = try ChartFile.svg(
            JSONParser.parse(
                #"{"kind": "lines", "title": "Loss", "series": [{"name": "a", "values": [[0, 3], [1, 2]]}]}"#))
        #expect(svg.contains("polyline"))
    }

    @Test(arguments: [
        (#"{"kind": "pie", "title": "x", "series": []}"#, ChartFileError.unknownKind("pie")),
        (
            #"{"kind": "lines", "title": "x", "series": [{"name": "a", "values": [[1]]}]}"#,
            .notAPoint(path: "series[0].values[0]")
        ),
    ])
    func whatCannotBeDrawnIsNamed(text: String, expected: ChartFileError) throws {
        let value = try JSONParser.parse(text)
        #expect(throws: expected) { try ChartFile.svg(value) }
    }

    @Test func whatIsMissingIsNamed() throws {
        let value = try JSONParser.parse(#"{"kind": "bars", "title": "x", "series": []}"#)
        #expect(throws: JSONError.self) { try ChartFile.svg(value) }
    }
}
