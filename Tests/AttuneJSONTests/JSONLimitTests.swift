import AttuneJSON
import Testing

/// What hostile texts may cost.
struct JSONLimitTests {
    private func limit(_ text: String, _ limits: JSONLimits) -> String? {
        do throws(JSONError) {
            _ = try JSONParser.parse(text, limits: limits)
            return nil
        } catch {
            guard case .limit(let name, let most, _) = error else { return "\(error)" }
            return "\(most) \(name)"
        }
    }

    @Test func bytesAreCountedBeforeAnythingIsRead() {
        #expect(limit("[1, 2]", JSONLimits(bytes: 6)) == nil)
        #expect(limit("[1, 2]", JSONLimits(bytes: 5)) == "5 bytes")
        #expect(limit("!!!!!!", JSONLimits(bytes: 5)) == "5 bytes")
    }

    @Test func everyValueCountsOnceAtAnyDepth() {
        #expect(limit(#"{"a": [1, {"b": null}]}"#, JSONLimits(values: 5)) == nil)
        #expect(limit(#"{"a": [1, {"b": null}]}"#, JSONLimits(values: 4)) == "4 values")
    }

    @Test func aScalarNeedsOneLevelAndEveryBracketAnother() {
        #expect(limit("1", JSONLimits(depth: 1)) == nil)
        #expect(limit("[1]", JSONLimits(depth: 2)) == nil)
        #expect(limit("[1]", JSONLimits(depth: 1)) == "1 levels")
        #expect(limit(#"{"a": {"b": 1}}"#, JSONLimits(depth: 2)) == "2 levels")
    }

    @Test(arguments: ["[", "{\"a\":", "[[],", "{\"a\":[],\"b\":"])
    func aHundredThousandOpenBracketsAreALimitAndNoCrash(opening: String) {
        let text = String(repeating: opening, count: 100_000)
        #expect(limit(text, JSONLimits()) == "256 levels")
    }

    @Test func everyPrefixOfATextIsAnErrorAndNoCrash() throws {
        let text = Array(#"{"a": [1, -2.5e+3, "x\u00e9\ud83d\ude00\n", true, null, {"é": {}}], "b": ""}"#.utf8)
        _ = try JSONParser.parse(text)
        for count in 0..<text.count {
            #expect(throws: JSONError.self) { try JSONParser.parse(Array(text[..<count])) }
        }
    }

    @Test func everyChangedByteIsReadOrRefusedAndNoCrash() throws {
        let text = Array(#"{"a":[1,-2.5e3,"\u00e9\ud83d\ude00\n"],"b":"é"}"#.utf8)
        var accepted = 0
        for place in text.indices {
            for byte in UInt8.min...UInt8.max {
                var changed = text
                changed[place] = byte
                guard let value = try? JSONParser.parse(changed) else { continue }
                accepted += 1
                #expect(try JSONParser.parse(value.encoded()) == value)
            }
        }
        #expect(accepted > text.count && accepted < text.count * 256)
    }

    @Test func longNumbersAndStringsTakeLinearTime() throws {
        let digits = String(repeating: "7", count: 2_000_000)
        #expect(throws: JSONError.self) { try JSONParser.parse(digits) }
        guard case .number(let fraction) = try JSONParser.parse("0." + digits) else { return #expect(Bool(false)) }
        #expect(abs(fraction - 7.0 / 9) < 1e-15)
        let escapes = "\"" + String(repeating: #"\u0041"#, count: 200_000) + "\""
        #expect(try JSONParser.parse(escapes) == .string(String(repeating: "A", count: 200_000)))
    }

    @Test func manyKeysOfOneObjectTakeLinearTime() throws {
        let members = (0..<50_000).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
        guard case .object(let object) = try JSONParser.parse("{\(members)}") else { return #expect(Bool(false)) }
        #expect(object.members.count == 50_000)
        #expect(object["k49999"] == .integer(49_999))
    }
}
