import AttuneErrors
import AttuneJSON
import Testing

/// Where errors say that they are, and that what they show cannot harm a terminal.
struct JSONPlaceTests {
    @Test(arguments: [
        ("[1,\n  x]", 6, 2, 3), ("{\"a\":\r\n01}", 9, 2, 3), ("\"abc\u{1}\"", 4, 1, 5), ("", 0, 1, 1),
        ("[\"é\", !]", 7, 1, 8), ("true\n\n false", 7, 3, 2), ("\"\\ud800\"", 7, 1, 8), ("[1e+]", 4, 1, 5),
    ])
    func aSyntaxErrorCountsBytesAndLines(text: String, offset: Int, line: Int, column: Int) {
        #expect {
            _ = try JSONParser.parse(text)
        } throws: { error in
            guard case JSONError.syntax(_, let place) = error else { return false }
            return (place.offset, place.line, place.column) == (offset, line, column)
        }
    }

    @Test func invalidUTF8IsPlacedAtTheStringThatHasIt() {
        #expect(throws: JSONError.self) { try JSONParser.parse([0x5B, 0x22, 0xFF, 0x22, 0x5D]) }
        #expect {
            _ = try JSONParser.parse([0x5B, 0x0A, 0x22, 0x41, 0xFF, 0x22, 0x5D])
        } throws: { error in
            guard case JSONError.syntax(_, let place) = error else { return false }
            return place.line == 2 && place.column == 2
        }
    }

    @Test func aHostileKeyIsShownOnOneLineWithoutControlCharacters() {
        let key = #"\u001b[31m\nfix: nothing\u202e"# + String(repeating: "x", count: 100_000)
        #expect {
            _ = try JSONParser.parse("{\"\(key)\": 1, \"\(key)\": 2}")
        } throws: { error in
            guard let error = error as? JSONError else { return false }
            let text = error.problem
            return text.unicodeScalars.count < 400 && !text.contains("\u{1b}") && !text.contains("\n")
                && !text.contains("\u{202e}") && text.contains(#"\u{1B}[31m\nfix"#) && text.contains("xxx...\" twice")
        }
    }

    @Test func everyErrorEndsItsSentencesAndSaysWhatToDo() throws {
        let errors: [JSONError] = [
            .missing(path: "a.b", nearest: []), .missing(path: "a.b", nearest: ["a.c"]),
            .wrongType(path: "a", expected: "an array", found: "null"),
        ]
        for error in errors { #expect(error.problem.hasSuffix(".") && error.remedy.hasSuffix(".")) }
        #expect(errors[1].remedy.contains("a.c"))
        #expect(errors[2].problem == "a should be an array but is null.")
    }
}
