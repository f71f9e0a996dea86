import AttuneJSON
import Testing

/// Strings are read eight bytes at a time: what is special has to be seen at every place of the eight.
@Suite struct JSONStringTests {
    @Test(arguments: 0..<20)
    func specialBytesAreSeenAtEveryPlace(length: Int) throws {
        for filler in ["a", "\u{7F}", " ", "#", "[", "]", "\u{E9}", "\u{1F642}"] {
            let before = String(repeating: filler, count: length)
            let plain = try JSONParser.parse("\"\(before)\"")
            #expect(plain == .string(before))
            let escaped = try JSONParser.parse("\"\(before)\\n\(before)\\\"\\\\\(before)\"")
            #expect(escaped == .string("\(before)\n\(before)\"\\\(before)"))
            for control in [0x00, 0x09, 0x0A, 0x1F] as [UInt8] {
                let bytes = Array("\"\(before)".utf8) + [control] + Array("more text behind it\"".utf8)
                let error = #expect(throws: JSONError.self) { try JSONParser.parse(bytes) }
                guard case .syntax(let reason, let place) = error else { throw Unexpected() }
                #expect(reason == "a control character stands inside a string")
                #expect(place.offset == 1 + before.utf8.count)
            }
        }
    }

    @Test(arguments: [1, 12, 13, 14, 40])
    func membersAreFoundInSmallAndLargeObjects(count: Int) throws {
        let text = "{" + (0..<count).map { "\"k\($0)\": \($0)" }.joined(separator: ",") + "}"
        guard case .object(var object) = try JSONParser.parse(text) else { throw Unexpected() }
        for number in 0..<count { #expect(object["k\(number)"] == .integer(Int64(number))) }
        #expect(object["k\(count)"] == nil)
        #expect(throws: JSONError.self) { try JSONParser.parse(String(text.dropLast()) + ", \"k0\": 1}") }
        object["new"] = .null
        object["k0"] = nil
        #expect(object["k0"] == nil)
        #expect(object["new"] == .null)
        for number in (0..<count).dropFirst() { #expect(object["k\(number)"] == .integer(Int64(number))) }
        #expect(object.members.count == count)
    }

    private struct Unexpected: Error {}
}
