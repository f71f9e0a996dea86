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

    @Test func aRowThatWouldLoseDigitsIsDroppedAndSaysWhere() throws {
        let wide = #"{"id": 12345678901234567890, "prompt": "p", "completion": "a TEXT"}"# + "\n"
        let rows = wide.replacing("TEXT", with: "<b>text</b>") + wide.replacing("TEXT", with: "text")
        try withFile("in.jsonl", rows) { path in
            let output = path + ".out.jsonl"
            let report = try DataCleaner(CleaningPlan(rules: [CleaningRule("repair_markup")])).clean([path], to: output)
            #expect(report.dropped == 1 && report.counts.map(\.reason) == ["wide_integer"])
            // The row that nothing was changed in keeps every digit.
            #expect(try String(contentsOfFile: output, encoding: .utf8) == wide.replacing("TEXT", with: "text"))
            #expect(try String(contentsOfFile: output + ".manifest.jsonl", encoding: .utf8).contains(#"["id"]"#))
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

    @Test func aRowWithATextThatWasEmptyBeforeStays() throws {
        let turns =
            #"{"messages": [{"role": "user", "content": "caf\u00c3\u00a9?"}, {"role": "assistant", "content": "", "#
            + #""tool_calls": [{"type": "function", "function": {"name": "find", "arguments": {}}}]}, "#
            + #"{"role": "tool", "content": "1"}, {"role": "assistant", "content": "One."}]}"#
        try withFile("in.jsonl", turns) { path in
            let report = try DataCleaner(plan).clean([path], to: path + ".out.jsonl")
            #expect((report.changed, report.dropped) == (1, 0))
        }
    }

    @Test(arguments: [
        (["input": "context"], #"{"instruction": "Why?", "context": "<br>", "output": "Rain."}"#, 0),
        (["instruction": "user_input"], #"{"user_input": "<br>", "input": "x", "output": "Rain."}"#, 1),
    ])
    func aFieldIsOptionalByItsMeaningNotItsName(fields: [String: String], row: String, dropped: Int) throws {
        try withFile("in.jsonl", row) { path in
            let plan = CleaningPlan(rules: [CleaningRule("repair_markup")], format: .alpaca, fields: fields)
            let report = try DataCleaner(plan).clean([path], to: path + ".out.jsonl")
            #expect(report.dropped == dropped)
        }
    }

    @Test func aFileThatCannotBeReadForAWhileLosesNothing() throws {
        try withFolder { folder in
            let paths = try ["a", "b"].map { name in
                try writeLines([#"{"prompt": "p \#(name)", "completion": "answer"}"#], folder, name + ".jsonl").path
            }
            let output = folder.path + "/out.jsonl"
            let cleaner = try DataCleaner(plan)
            #expect(throws: DataError.notFound(path: paths[1])) {
                try cleaner.clean(paths, to: output) { _ in
                    rename(paths[1], paths[1] + ".away") != 0
                }
            }
            rename(paths[1] + ".away", paths[1])
            #expect(try cleaner.clean(paths, to: output, mode: .resume).rows == 2)
            #expect(try lines(output).count == 2)
        }
    }

    @Test(arguments: [
        (#""file":0"#, #""file":-1"#), (#""file":0"#, #""file":1"#), (#""rows":1"#, #""rows":9223372036854775807"#),
        (#""outputBytes":"#, #""outputBytes":-"#),
        (#""counts":[]"#, ##""counts":[{"action":"","rule":"","reason":"","rows":-1}]"##),
    ])
    func aRecordThatSaysWhatCannotBeIsRefused(found: String, hostile: String) throws {
        try withFile("in.jsonl", exchange("p", "answer") + exchange("q", "answer")) { path in
            let output = path + ".out.jsonl"
            let cleaner = try DataCleaner(plan)
            #expect(throws: CleaningError.stopped(rows: 1)) { try cleaner.clean([path], to: output) { _ in true } }
            let state = output + ".state.json"
            let text = try String(contentsOfFile: state, encoding: .utf8)
            #expect(text.contains(found))
            try text.replacing(found, with: hostile).write(toFile: state, atomically: true, encoding: .utf8)
            #expect(throws: CleaningError.damaged(path: state)) {
                try cleaner.clean([path], to: output, mode: .resume)
            }
        }
    }

    @Test func rowsWithLabelsAreCleanedByTheKeysOfTheRecipe() throws {
        try withFile("in.jsonl", #"{"frage": "caf\u00c3\u00a9", "art": "x"}"#) { path in
            let plan = CleaningPlan(
                rules: [CleaningRule("repair_encoding")], format: .classification,
                fields: ["text": "frage", "label": "art"])
            let output = path + ".out.jsonl"
            _ = try DataCleaner(plan).clean([path], to: output)
            #expect(try lines(output) == [#"{"frage":"caf\#u{E9}","art":"x"}"#])
        }
    }
}
