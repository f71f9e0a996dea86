@testable import AttuneData
import AttuneJSON
import Foundation
import Testing

/// The lines of a JSON Lines file as values.
func jsonLines(_ path: String) throws -> [JSONValue] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { try JSONParser.parse(String($0)) }
}

/// Files of JSON Lines, one value a line.
func writeLines(_ lines: [String], _ folder: URL, _ name: String) throws -> DataSource {
    let path = folder.appendingPathComponent(name).path
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: path))
    return DataSource(path: path)
}

@Suite struct DeduplicationTests {
    private static let base = (1...40).map { "word\($0)" }.joined(separator: " ")
    private let rows = [
        #"{"prompt": "a", "completion": "\#(base)"}"#,
        #"{"prompt": "b", "completion": "something else entirely, which nobody wrote before"}"#,
        #"{"prompt": "a", "completion": "  \#(base) "}"#,
        #"{"prompt": "a", "completion": ""}"#,
        #"{"prompt": "a", "completion": "\#(base) and more"}"#,
        "{broken",
    ]

    @Test func theManifestAccountsForEveryRowThatIsNotWritten() throws {
        try withFolder { folder in
            let files = try RowFiles([writeLines(rows, folder, "in.jsonl")])
            let output = folder.path + "/out.jsonl"
            let report = try Deduplication(files).run(output: output)
            #expect(report.rows == 6 && report.kept == 2 && report.exactDuplicates == 0 && report.nearDuplicates == 2)
            #expect(report.unusable.counts == ["empty_answer": 1, "broken_json": 1])
            #expect(report.groups == 1 && report.largestGroup == 3)
            let kept = try jsonLines(output).map { try JSONPath($0).at("prompt").string() }
            #expect(kept == ["b", "a"])
            let notes = try jsonLines(report.manifest)
            #expect(notes.count == 1 + 4)
            let lines = try notes.dropFirst().map { try JSONPath($0).at("line").integer() }
            #expect(lines == [1, 3, 4, 6])
            let first = JSONPath(notes[1])
            #expect(try first.at("reason").string() == "near_duplicate")
            #expect(try first.at("kept").at("line").integer() == 5)
            #expect(try JSONPath(notes[0]).at("counts").at("kept").integer() == 2)
        }
    }

    @Test func theFirstRowStaysWhenThatIsTheRule() throws {
        try withFolder { folder in
            let files = try RowFiles([writeLines(rows, folder, "in.jsonl")])
            var options = DeduplicationOptions()
            options.keep = .first
            let report = try Deduplication(files, options: options).run(output: folder.path + "/out.jsonl")
            let notes = try jsonLines(report.manifest).dropFirst().map { JSONPath($0) }
            #expect(try notes.map { try $0.at("line").integer() } == [3, 4, 5, 6])
            #expect(try notes[0].at("similarity").double() == 1)
        }
    }

    @Test func theSameRunWritesTheSameBytes() throws {
        try withFolder { folder in
            let files = try RowFiles([writeLines(rows, folder, "in.jsonl")])
            let outputs = try ["a", "b"].map { name in
                let report = try Deduplication(files).run(output: folder.path + "/\(name).jsonl")
                return try [report.output, report.manifest].map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
            }
            #expect(outputs[0] == outputs[1])
        }
    }

    @Test func filesOfDifferentFormatsAreWrittenAsMessages() throws {
        try withFolder { folder in
            let a = try writeLines([#"{"question": "q one", "answer": "a one"}"#], folder, "a.jsonl")
            let b = try writeLines([#"{"instruction": "i two", "output": "o two"}"#], folder, "b.jsonl")
            let output = folder.path + "/out.jsonl"
            let report = try Deduplication(RowFiles([a, b])).run(output: output)
            #expect(report.form == "messages" && report.kept == 2)
            #expect(try outcomes(DataSource(path: output)).compactMap(\.usable).count == 2)
            let text = try writeLines([#"{"text": "plain text"}"#], folder, "c.jsonl")
            #expect(throws: WorkbenchError.mixedFormats(formats: ["prompt_completion", "text"])) {
                try Deduplication(RowFiles([a, text])).run(output: folder.path + "/mixed.jsonl")
            }
            #expect(!FileManager.default.fileExists(atPath: folder.path + "/mixed.jsonl"))
        }
    }

    @Test func repeatedPassagesAreCutOutOfPlainText() throws {
        let passage = (1...60).map { "p\($0)" }.joined(separator: " ")
        let other = (1...80).map { "q\($0)" }.joined(separator: " ")
        let third = (1...30).map { "r\($0)" }.joined(separator: " ")
        let texts = [
            "Start here. " + passage + ". " + third, other + " " + passage.uppercased() + "! The end.",
            third + " x " + passage,
        ]
        try withFolder { folder in
            let files = try RowFiles([
                writeLines(texts.map { #"{"id": 7, "copy": "\#($0)", "text": "\#($0)"}"# }, folder, "in.jsonl")
            ])
            var options = DeduplicationOptions()
            options.dropsNearDuplicates = false
            options.passages = PassageSettings(words: 50, leastWordsLeft: 40)
            let output = folder.path + "/out.jsonl"
            let report = try Deduplication(files, options: options).run(output: output)
            #expect(report.rowsCut == 1 && report.passagesCut == 1 && report.repeatedPassages == 1 && report.kept == 2)
            let written = try jsonLines(output).map { try JSONPath($0).at("text").string() }
            #expect(written == [texts[0], other + " The end."])
            #expect(try JSONPath(jsonLines(output)[1]).at("id").integer() == 7)
            #expect(try JSONPath(jsonLines(output)[1]).at("copy").string() == texts[1])
            let notes = try jsonLines(report.manifest).dropFirst().map { JSONPath($0) }
            #expect(try notes.map { try $0.at("action").string() } == ["changed", "dropped"])
            #expect(try notes[0].at("passages").elements()[0].at("first_word").integer() == 81)
        }
    }

    /// Every common passage of the least length shares a sample, wherever it begins.
    @Test func samplesOfACommonPassageMeet() {
        let sampling = PassageSampling(runLength: 5, window: 6)
        let passage = (0..<10).map { mixed(UInt64($0)) }
        for shift in 0..<12 as Range<UInt64> {
            let before = (0..<shift).map { mixed(1000 + $0 + shift * 50) }
            let after = (0..<20 as Range<UInt64>).map { mixed(9000 + $0 + shift * 50) }
            let found = Set(sampling.samples(before + passage + after).map(\.hash))
            let alone = Set(sampling.samples(passage).map(\.hash))
            #expect(!found.isDisjoint(with: alone), "shift \(shift)")
        }
    }

    @Test func dataOfWhichNothingCanBeUsedIsRefusedAndNothingIsWritten() throws {
        try withFolder { folder in
            let files = try RowFiles([writeLines([#"{"prompt": "a", "completion": ""}"#], folder, "in.jsonl")])
            #expect(throws: DataError.self) { try Deduplication(files).run(output: folder.path + "/out.jsonl") }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["in.jsonl"])
        }
    }

    @Test func outputsThatWouldDestroySomethingAreRefused() throws {
        try withFolder { folder in
            let source = try writeLines(rows, folder, "in.jsonl")
            let files = try RowFiles([source])
            #expect(throws: WorkbenchError.outputIsInput(path: folder.path + "/./in.jsonl")) {
                try files.checkOutput(folder.path + "/./in.jsonl", overwrite: true)
            }
            #expect(throws: WorkbenchError.outputEnding(path: "out.csv")) {
                try files.checkOutput("out.csv", overwrite: true)
            }
            _ = try writeLines(rows, folder, "there.jsonl")
            #expect(throws: WorkbenchError.outputExists(path: folder.path + "/there.jsonl")) {
                try files.checkOutput(folder.path + "/there.jsonl", overwrite: false)
            }
            #expect(throws: WorkbenchError.sameFileTwice(path: source.path)) { try RowFiles([source, source]) }
        }
    }

    @Test func rowsThatStayKeepTheirBytes() throws {
        let rows = [
            #"{"prompt": "a",  "completion": "x", "id": 12345678901234567890, "price": 1.10}"#,
            #"{"prompt": "b",  "completion": "y", "id": 12345678901234567891, "price": 1e2}"#,
        ]
        try withFolder { folder in
            let files = try RowFiles([writeLines(rows, folder, "in.jsonl")])
            let outputs = [
                try Deduplication(files).run(output: folder.path + "/dedup.jsonl").output,
                try Mix(files, options: MixOptions()).run(output: folder.path + "/mix.jsonl").output,
            ]
            for output in outputs {
                #expect(try String(contentsOfFile: output, encoding: .utf8) == rows.joined(separator: "\n") + "\n")
            }
        }
    }

    @Test func theManifestTakesThePlaceOfNoFileEither() throws {
        try withFolder { folder in
            let files = try RowFiles([writeLines(rows, folder, "out.jsonl.manifest.jsonl")])
            let output = folder.path + "/out.jsonl"
            #expect(throws: WorkbenchError.outputIsInput(path: output + ".manifest.jsonl")) {
                try files.checkOutput(output, overwrite: true)
            }
            let others = try RowFiles([writeLines(rows, folder, "in.jsonl")])
            #expect(throws: WorkbenchError.outputExists(path: output + ".manifest.jsonl")) {
                try others.checkOutput(output, overwrite: false)
            }
            try others.checkOutput(output, overwrite: true)
        }
    }

    @Test func anUnknownUnitOfRunsIsRefused() {
        let text = #"{"unit": "letters", "length": 3}"#
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(DuplicateSettings.Shingle.self, from: Data(text.utf8))
        }
    }
}
