import AttuneJSON
import Testing

struct JSONParserTests {
    @Test func everyKindOfValueIsRead() throws {
        let value = try JSONParser.parse(#" {"a": [null, true, -3, 2.5e3, "x\u00e9\ud83d\ude00\n"], "b": {}} "#)
        let list: [JSONValue] = [.null, .bool(true), .integer(-3), .number(2500), .string("xé😀\n")]
        #expect(value == .object(JSONObject([("a", .array(list)), ("b", .object(JSONObject()))])))
    }

    @Test(arguments: [
        "", "{", "[1,]", "{\"a\":1,}", "01", "1.", "-", "nul", "NaN", "[1] 2", "\"\\ud800\"", "\"\\x\"", "\"a\nb\"",
        "\"", "{a:1}", "1e999", "\"\\u12\"", "[1 2]", "{\"a\" 1}",
    ])
    func brokenTextIsASyntaxError(text: String) {
        #expect {
            _ = try JSONParser.parse(text)
        } throws: { error in
            if case JSONError.syntax = error { true } else { false }
        }
    }

    @Test func invalidUTF8IsRefused() {
        #expect(throws: JSONError.self) { try JSONParser.parse([0x22, 0xC3, 0x28, 0x22]) }
        #expect(throws: JSONError.self) { try JSONParser.parse([0x22, 0xED, 0xA0, 0x80, 0x22]) }
    }

    @Test func aDuplicateKeyNamesItsPlace() {
        #expect {
            _ = try JSONParser.parse("{\"a\": 1,\n \"a\": 2}")
        } throws: { error in
            guard case JSONError.duplicateKey(let key, let place) = error else { return false }
            return key == "a" && place.line == 2 && place.column == 2
        }
    }

    @Test func canonicallyEquivalentKeysStayApart() throws {
        let value = try JSONParser.parse("{\"\u{e9}\": 1, \"e\u{301}\": 2}")
        guard case .object(let object) = value else { Issue.record("no object"); return }
        #expect(object.members.count == 2)
        #expect(object["\u{e9}"] == .integer(1))
        #expect(object["e\u{301}"] == .integer(2))
    }

    @Test func depthIsLimited() throws {
        let deep = String(repeating: "[", count: 100_000)
        #expect {
            _ = try JSONParser.parse(deep)
        } throws: { error in
            if case JSONError.limit(name: "levels", most: 256, place: _) = error { true } else { false }
        }
        _ = try JSONParser.parse(String(repeating: "[", count: 255) + String(repeating: "]", count: 255))
    }

    @Test func writingAndReadingGivesTheSameValue() throws {
        let text = #"{"k":[1,-0.5,1e-07,12345678901234567,"\"\\\u0001é"],"e":{}}"#
        let value = try JSONParser.parse(text)
        #expect(try JSONParser.parse(value.encoded()) == value)
        #expect(try JSONParser.parse(value.encoded(pretty: true)) == value)
        #expect(value.encoded() == text)
    }

    @Test func accessNamesThePath() throws {
        let root = JSONPath(try JSONParser.parse(#"{"rope": {"theta": "x", "thetb": 1}}"#))
        #expect(throws: JSONError.wrongType(path: "rope.theta", expected: "a number", found: "a string")) {
            try root.at("rope").at("theta").double()
        }
        #expect(throws: JSONError.missing(path: "rope.thetc", nearest: ["theta", "thetb"])) {
            try root.at("rope").at("thetc")
        }
    }
}
