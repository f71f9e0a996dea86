import AttuneJSON
import Foundation
import Testing

@testable import AttuneData

private let plan = CleaningPlan(rules: [
    CleaningRule("repair_encoding"), CleaningRule("mask_mail"), CleaningRule("drop_echoes"),
    CleaningRule("drop_short_answers", settings: ["min_characters": 3]),
])

/// The lines of a file.
private func lines(_ path: String) throws -> [String] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
}

@Suite struct DataCleanerTests {
    @Test func everyRowIsAccountedForAndUnchangedOnesKeepTheirBytes() throws {
        let odd = #"{ "prompt":"Why?",  "completion": "Because.", "id": 1e2 }"#
        let input =
            odd + "\n" + exchange("Mail?", "To a@b.co or caf\u{C3}\u{A9}") + exchange("Same", "same.") + "{broken\n"
            + exchange("Short?", "No")
        try withFile("in.jsonl", input) { path in
            let output = path + ".out.jsonl"
            let report = try DataCleaner(plan).clean([path], to: output)
            #expect((report.rows, report.unchanged, report.changed, report.dropped) == (5, 1, 1, 3))
            #expect(
                try lines(output) == [odd, #"{"prompt":"Mail?","completion":"To mail@example.com or caf\#u{E9}"}"#])
            let manifest = try lines(report.manifest).map { try JSONPath(JSONParser.parse($0)) }
            let entries = try manifest.dropFirst().dropLast().map { entry in
                "\(try entry.at("line").integer()) \(try entry.at("action").string()) \(try entry.at("rule").string()) "
                    + (try entry.at("reason").string())
            }
            #expect(
                entries == [
                    "2 changed repair_encoding mojibake", "2 changed mask_mail mail_address",
                    "3 dropped drop_echoes prompt_equals_answer", "4 dropped read broken_json",
                    "5 dropped drop_short_answers short_answer",
                ])
            #expect(try manifest.last?.at("rows").integer() == 5)
            #expect(try manifest.last?.at("dropped").integer() == 3)
        }
    }

    @Test func aResumedCleaningEndsWithTheSameBytes() throws {
        let input = (1...2000).map { exchange("p\($0)", $0 % 3 == 0 ? "a@b.co \($0)" : "answer \($0)") }.joined()
        try withFile("in.jsonl", input) { path in
            let cleaner = try DataCleaner(plan)
            let whole = path + ".whole.jsonl"
            let parted = path + ".parted.jsonl"
            let expected = try cleaner.clean([path], to: whole)
            #expect(throws: CleaningError.stopped(rows: 513)) {
                try cleaner.clean([path], to: parted) { $0 > 500 }
            }
            #expect(!FileManager.default.fileExists(atPath: parted))
            #expect(throws: CleaningError.unfinished(path: parted)) { try cleaner.clean([path], to: parted) }
            // What was written after the last save is thrown away.
            let unfinished = try #require(FileHandle(forWritingAtPath: parted + ".unfinished"))
            try unfinished.seekToEnd()
            try unfinished.write(contentsOf: Data("half a row".utf8))
            let report = try cleaner.clean([path], to: parted, mode: .resume)
            #expect(report.counts == expected.counts && report.rows == 2000)
            #expect(try Data(contentsOf: URL(fileURLWithPath: parted)) == Data(contentsOf: URL(fileURLWithPath: whole)))
            #expect(
                try Data(contentsOf: URL(fileURLWithPath: report.manifest))
                    == Data(contentsOf: URL(fileURLWithPath: expected.manifest)))
            #expect(!FileManager.default.fileExists(atPath: parted + ".state.json"))
        }
    }

    @Test func aResumptionRefusesOtherRulesAndOtherInputs() throws {
        try withFile("in.jsonl", exchange("p", "answer") + exchange("q", "answer")) { path in
            let output = path + ".out.jsonl"
            #expect(throws: CleaningError.stopped(rows: 1)) {
                try DataCleaner(plan).clean([path], to: output) { _ in true }
            }
            #expect(throws: CleaningError.changedSince(path: output, what: "the recipe")) {
                try DataCleaner(CleaningPlan(rules: [CleaningRule("mask_mail")])).clean(
                    [path], to: output, mode: .resume)
            }
            try Data(exchange("p", "other").utf8).write(to: URL(fileURLWithPath: path))
            #expect(throws: CleaningError.changedSince(path: output, what: "an input")) {
                try DataCleaner(plan).clean([path], to: output, mode: .resume)
            }
        }
    }

    @Test func outputThatWouldBeLostIsRefused() throws {
        try withFile("in.jsonl", exchange("p", "answer")) { path in
            let cleaner = try DataCleaner(plan)
            let output = path + ".out.jsonl"
            #expect(throws: WorkbenchError.outputIsInput(path: path)) {
                try cleaner.clean([path], to: path, mode: .overwrite)
            }
            #expect(throws: WorkbenchError.outputEnding(path: "x.csv")) { try cleaner.clean([path], to: "x.csv") }
            _ = try cleaner.clean([path], to: output)
            #expect(throws: WorkbenchError.outputExists(path: output)) { try cleaner.clean([path], to: output) }
            #expect(throws: CleaningError.nothingToResume(path: output)) {
                try cleaner.clean([path], to: output, mode: .resume)
            }
            #expect(try cleaner.clean([path], to: output, mode: .overwrite).rows == 1)
        }
    }

    @Test func unusableRowsStopWhenAskedTo() throws {
        try withFile("in.jsonl", exchange("p", "answer") + "{broken\n") { path in
            var strict = plan
            strict.unusable = .stop
            #expect(throws: DataError.self) { try DataCleaner(strict).clean([path], to: path + ".out.jsonl") }
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
            let left = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(left == ["in.jsonl"])
        }
    }

    @Test func aRowOfWhichNothingIsLeftIsDropped() throws {
        try withFile("in.jsonl", exchange("p", "<br>")) { path in
            let report = try DataCleaner(CleaningPlan(rules: [CleaningRule("repair_markup")]))
                .clean([path], to: path + ".out.jsonl")
            #expect(report.dropped == 1 && report.counts.map(\.reason) == ["emptied"])
        }
    }

    @Test func webRulesLeaveAnswersAloneUnlessAsked() throws {
        try withFile("in.jsonl", exchange("p", "A short answer.")) { path in
            let quiet = try DataCleaner(CleaningPlan(rules: [CleaningRule("gopher_quality")]))
            #expect(try quiet.clean([path], to: path + ".a.jsonl").unchanged == 1)
            let strict = try DataCleaner(
                CleaningPlan(rules: [CleaningRule("gopher_quality", settings: ["include_answers": 1])]))
            #expect(try strict.clean([path], to: path + ".b.jsonl").counts.map(\.reason) == ["gopher_short_doc"])
        }
    }

    @Test(arguments: [
        ("a \r\n b\u{A0}c\t\r\n\r\n\r\n\r\n d\n", "a\n b c\n\n\n d"), ("  x", "  x"), ("\n\n x \n", " x"), ("", ""),
    ])
    func whiteSpaceIsMadeUniform(text: String, expected: String) {
        #expect(TextRepair.whitespace(TextPart(TextPath("text"), .document, text)) == expected)
    }

    @Test func everyRuleHasANameOfItsOwnAndTakesItsSettings() throws {
        let names = CleaningCatalog.kinds.map(\.name)
        #expect(Set(names).count == names.count && names.count == 21)
        for kind in CleaningCatalog.kinds {
            _ = try CleaningPlan(rules: [CleaningRule(kind.name)]).steps()
        }
        #expect(throws: CleaningError.unknownRule(name: "mask_mails")) {
            try DataCleaner(CleaningPlan(rules: [CleaningRule("mask_mails")]))
        }
    }
}
