import AttuneJSON
import Testing

struct JSONValueTests {
    @Test(arguments: [
        ("0", JSONValue.integer(0)), ("-0", .integer(0)), ("9223372036854775807", .integer(.max)),
        ("-9223372036854775808", .integer(.min)), ("9223372036854775808", .number(9_223_372_036_854_775_808)),
        ("1e2", .number(100)), ("1E-2", .number(0.01)), ("0.1", .number(0.1)),
        ("4.9e-324", .number(.leastNonzeroMagnitude)),
        ("1e-400", .number(0)), ("1.7976931348623157e308", .number(.greatestFiniteMagnitude)),
    ])
    func numbersAreExact(text: String, value: JSONValue) throws {
        #expect(try JSONParser.parse(text) == value)
        #expect(try JSONParser.parse(value.encoded()) == value)
    }

    @Test(arguments: [
        "+1", ".5", "1.e3", "00", "-01", "1e", "0x10", "1_000", "Infinity", "-Infinity", "nan", "--1", "1e1.5", "- 1",
        "1,", "[,1]", "{\"a\":}", "{,}", "[1}", "'a'", "// c\n1", "1 // c", "\u{FEFF}1", "tru", "nulll", "True",
        "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"\\ud800x\"", "\"\\u+041\"", "\"\t\"", "\"\u{0}\"", "\u{0}1", "1\u{0}",
    ])
    func whatOtherParsersLetThroughIsRefused(text: String) {
        #expect(throws: JSONError.self) { try JSONParser.parse(text) }
    }

    @Test(
        arguments: [
            [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80], [0xC3],
            [0xED, 0xBF, 0xBF], [0xFE], [0xFF],
        ] as [[UInt8]])
    func overlongSurrogateAndCutUTF8IsRefused(content: [UInt8]) {
        #expect(throws: JSONError.self) { try JSONParser.parse([0x22] + content + [0x22]) }
        #expect(throws: JSONError.self) { try JSONParser.parse(Array(#""\n"#.utf8) + content + [0x22]) }
    }

    @Test func noControlCharacterStandsInAStringUnescaped() {
        for code in UInt8(0)..<0x20 {
            #expect(throws: JSONError.self) { try JSONParser.parse([0x22, code, 0x22]) }
            #expect(throws: JSONError.self) { try JSONParser.parse(Array(#""\n"#.utf8) + [code, 0x22]) }
        }
    }

    @Test func bytesOfAStringAreKept() throws {
        let text = "e\u{301} \u{e9} \u{FEFF} \u{FFFF} \u{10FFFF} \u{7F} \u{2028}"
        guard case .string(let read) = try JSONParser.parse("\"\(text)\"") else { return #expect(Bool(false)) }
        #expect(Array(read.utf8) == Array(text.utf8))
        #expect(JSONValue.string(text).encoded() == "\"\(text)\"")
    }

    @Test func everyControlCharacterIsEscaped() throws {
        for code in UInt32(0)..<0x20 {
            let value = JSONValue.string(String(Character(Unicode.Scalar(code) ?? " ")))
            #expect(!value.encoded().unicodeScalars.contains { $0.value < 0x20 })
            #expect(try JSONParser.parse(value.encoded()) == value)
        }
    }

    @Test func prettyTextIsIndentedAndKeepsTheOrder() throws {
        let value = try JSONParser.parse(#"{"b":[1,{"c":[]}],"a":{},"é":"x"}"#)
        let expected = """
            {
              "b": [
                1,
                {
                  "c": []
                }
              ],
              "a": {},
              "é": "x"
            }
            """
        #expect(value.encoded(pretty: true) == expected)
    }

    @Test func aWholeNumberWithAFractionStaysANumber() {
        #expect(JSONValue.number(5).encoded() == "5.0")
        #expect(JSONValue.integer(5).encoded() == "5")
        #expect(JSONValue.number(.infinity).encoded() == "null")
    }

    @Test func membersAreChangedInPlaceAndRemovedWithTheirPlaces() {
        var object = JSONObject([("a", .integer(1)), ("b", .integer(2)), ("c", .integer(3))])
        object["b"] = .null
        #expect(object.members.map(\.key) == ["a", "b", "c"])
        object["a"] = nil
        object["z"] = nil
        object["d"] = .integer(4)
        #expect(object.members.map(\.key) == ["b", "c", "d"])
        #expect([object["b"], object["c"], object["d"], object["a"]] == [.null, .integer(3), .integer(4), nil])
    }

    @Test func anObjectMakesNoValueLargerThanAStringDoes() {
        #expect(MemoryLayout<JSONObject>.size <= MemoryLayout<String>.size)
        #expect(MemoryLayout<JSONValue>.stride <= 24)
    }

    @Test func objectsAreEqualByBytesAndOrder() {
        #expect(JSONObject([("\u{e9}", .null)]) != JSONObject([("e\u{301}", .null)]))
        #expect(JSONObject([("a", .null), ("b", .null)]) != JSONObject([("b", .null), ("a", .null)]))
        #expect(JSONObject([("a", .null), ("a", .bool(true))]) == JSONObject([("a", .bool(true))]))
    }

    @Test func typedAccessTakesOnlyWhatFits() throws {
        let root = JSONPath(try JSONParser.parse(#"{"i": 3.0, "f": 3.5, "n": null, "big": 1e300, "l": [true, "x"]}"#))
        #expect(try root.at("i").integer() == 3)
        #expect(try root.at("f").double() == 3.5)
        #expect(try root.at("i").double() == 3)
        #expect(try root.optional("n") == nil && root.optional("absent") == nil)
        #expect(try root.first(of: "absent", "n", "f")?.path == "f")
        #expect(try root.at("l").elements()[0].bool())
        for key in ["f", "big", "l"] { #expect(throws: JSONError.self) { try root.at(key).integer() } }
        #expect(throws: JSONError.wrongType(path: "n", expected: "a value", found: "null")) { try root.at("n") }
        #expect(throws: JSONError.wrongType(path: "l[1]", expected: "true or false", found: "a string")) {
            try root.at("l").elements()[1].bool()
        }
        #expect(throws: JSONError.wrongType(path: "The JSON", expected: "an array", found: "an object")) {
            try root.elements()
        }
    }
}
