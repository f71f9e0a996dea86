import AttuneJSON
import AttuneText
import Testing

/// 20,000 made-up strings against digests of the reference's ids; make_fuzz.py makes the same strings.
@Suite struct FuzzTests {
    @Test func theFixtureHasEveryFamily() throws {
        let families = try Fuzz.fixture().at("families").object().members.map(\.key)
        #expect(families == TokenizerFixtures.families.sorted())
    }

    @Test(arguments: TokenizerFixtures.families.sorted().enumerated().map { ($0.offset, $0.element) })
    func idsOfMadeUpStringsAreTheReferences(index: Int, family: String) throws {
        let fixture = try Fuzz.fixture()
        let block = try fixture.at("block").integer()
        let digests = try fixture.at("families").at(family).elements().map { try $0.string() }
        let tokenizer = try TokenizerFixtures.tokenizer(family)
        var strings = try Fuzz(seed: UInt64(index + 1), tables: fixture.at("tables"))
        #expect(digests.count >= 67)
        for (number, expected) in digests.enumerated() {
            let texts = (0..<block).map { _ in strings.next() }
            let rows = try texts.map { try tokenizer.encode($0, addsSpecialTokens: false, parsesSpecials: true) }
            #expect(Fuzz.digest(rows) == expected, "\(family), strings from \(number * block): \(texts)")
        }
    }
}

/// Makes strings from SplitMix64 (Steele, Lea, Flood 2014), the same as make_fuzz.py.
private struct Fuzz {
    private var state: UInt64
    private let tables: [String: [String]]
    private let ranges: [(low: UInt32, high: UInt32)]

    init(seed: UInt64, tables: JSONPath) throws {
        state = seed
        var texts: [String: [String]] = [:]
        for name in ["words", "specials", "spaces", "letters", "digits", "signs"] {
            texts[name] = try tables.at(name).elements().map { try $0.string() }
        }
        self.tables = texts
        ranges = try tables.at("ranges").elements().map { pair in
            let bounds = try pair.elements().map { UInt32(try $0.integer()) }
            return (bounds[0], bounds[1])
        }
    }

    static func fixture() throws -> JSONPath {
        JSONPath(try JSONParser.parse(try TokenizerFixtures.bytes("fuzz.json")))
    }

    mutating func next() -> String {
        var text = ""
        for _ in 0...below(8) {
            text += part()
            if below(5) < 2 { text += " " }
        }
        return text
    }

    /// FNV-1a over the ids, with a mark behind each row.
    static func digest(_ rows: [[Int32]]) -> String {
        var value: UInt64 = 0xCBF2_9CE4_8422_2325
        for number in rows.flatMap({ $0.map { UInt32(bitPattern: $0) } + [UInt32.max] }) {
            for shift in [0, 8, 16, 24] as [UInt32] {
                value = (value ^ UInt64(number >> shift & 0xFF)) &* 0x100_0000_01B3
            }
        }
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private mutating func below(_ count: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ (z >> 31)) % UInt64(count))
    }

    private mutating func one(_ table: String) -> String {
        let texts = tables[table] ?? []
        return texts[below(texts.count)]
    }

    private mutating func several(_ table: String, _ most: Int) -> String {
        var text = ""
        for _ in 0...below(most) { text += one(table) }
        return text
    }

    private mutating func character() -> String {
        let range = ranges[below(ranges.count)]
        let value = range.low + UInt32(below(Int(range.high - range.low) + 1))
        return Unicode.Scalar(value).map { String($0) } ?? ""
    }

    private mutating func part() -> String {
        switch below(10) {
        case 0, 1:
            let text = character()
            return String(repeating: text, count: 1 + below(5))
        case 2: return one("specials")
        case 3: return several("spaces", 6)
        case 4: return several("digits", 9)
        case 5: return several("letters", 12)
        case 6: return several("signs", 5)
        default: return one("words")
        }
    }
}
