import AttuneJSON
import Testing

@testable import AttuneData

@Suite struct DocumentFilterTests {
    /// A filter by the name that the fixture has for it.
    private static let filters: [(name: String, filter: any DocumentFilter)] = [
        ("gopher_quality", GopherQualityFilter()), ("gopher_repetition", GopherRepetitionFilter()),
        ("fineweb_quality", FineWebQualityFilter()), ("c4_quality", C4QualityFilter()),
    ]

    @Test func everyVerdictAndReasonIsThatOfDatatrove() throws {
        let cases = try fixtureCases("document_filters.json")
        #expect(cases.count == 33)
        for test in cases {
            let about = try test.at("about").string()
            let text = try test.at("text").string()
            for (name, filter) in Self.filters {
                let expected = try test.at(name).string()
                switch filter.verdict(text) {
                case .kept, .shortened: #expect(expected.isEmpty, "\(about): \(name) keeps it")
                case .rejected(let reason, _): #expect(reason == expected, "\(about): \(name)")
                }
            }
        }
    }

    @Test func c4LeavesTheLinesThatDatatroveLeaves() throws {
        for test in try fixtureCases("document_filters.json") {
            guard let expected = try test.optional("c4_text")?.string() else { continue }
            let text = try test.at("text").string()
            switch C4QualityFilter().verdict(text) {
            case .kept: #expect(text == expected)
            case .shortened(let shortened): #expect(shortened.utf8.elementsEqual(expected.utf8))
            case .rejected(let reason, _): Issue.record("\(try test.at("about").string()): \(reason)")
            }
        }
    }

    @Test(arguments: [
        ("Don't stop, it's well-known.", ["Do", "n't", "stop", ",", "it", "'s", "well", "-", "known", "."]),
        ("DON\u{2019}T it\u{2019}s", ["DO", "N\u{2019}T", "it", "\u{2019}s"]),
        ("(and/or) 3:4 \"x\"...", ["(", "and", "/", "or", ")", "3:4", "\"", "x", "\"", "..."]),
        ("\u{5854}\u{4E0A}\u{3002}a", ["\u{5854}\u{4E0A}\u{3002}a"]), ("", []), ("--", ["--"]),
        (
            "S. aureus, in the U.S. (T. solium).",
            ["S.", "aureus", ",", "in", "the", "U.S.", "(", "T.", "solium", ")", "."]
        ),
        ("5-10 days, MD. end.The", ["5", "-", "10", "days", ",", "MD", ".", "end", ".", "The"]),
        ("(see http://a.org/b-c/).", ["(", "see", "http://a.org/b-c/", ")", "."]),
    ])
    func wordsAreCutAsCounted(text: String, expected: [String]) {
        let bytes = Array(text.utf8)
        let words = bytes.withUnsafeBufferPointer { buffer in
            DocumentWords(buffer).words.map { String(decoding: buffer[$0.range], as: UTF8.self) }
        }
        #expect(words == expected)
    }

    @Test func settingsMoveTheLimits() throws {
        let short = "The keeper of the tower writes to the captain and waits."
        #expect(GopherQualityFilter().verdict(short) == .rejected("gopher_short_doc", "11 words"))
        #expect(GopherQualityFilter(leastWords: 5).verdict(short) == .kept)
    }

    @Test(arguments: [
        ("[[1] a [2]b [edit] [x [3] [] [citation needed]c [", "[ a b  [x   c ["),
        (String(repeating: "[", count: 100_000), String(repeating: "[", count: 100_000)),
    ])
    func citationsAreRemovedInOnePass(line: String, expected: String) {
        #expect(Citations.removed(from: line) == expected)
    }

    @Test func awkwardTextsHaveAVerdict() {
        let texts = ["", "\n", "\u{0}", "...", String(repeating: "a", count: 5000), "{", "[", "[]", "\u{2028}\u{2029}"]
        for text in texts { for (_, filter) in Self.filters { _ = filter.verdict(text) } }
    }
}
