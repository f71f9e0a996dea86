@testable import AttuneData
import AttuneJSON
import Foundation
import Testing

@Suite struct SelectionTests {
    private func rows(_ count: Int, _ kind: String, every: Int = 1) -> [String] {
        (0..<count).map { number in
            let words = (0..<12).map { "\(kind)\(number * 12 + $0)" }.joined(separator: " ")
            return #"{"prompt": "\#(words)", "completion": "x", "kind": "\#(kind)", "owner": \#(number / every)}"#
        }
    }

    private func kinds(_ path: String) throws -> [String: Int] {
        try jsonLines(path).reduce(into: [:]) { $0[try JSONPath($1).at("kind").string(), default: 0] += 1 }
    }

    @Test func eachPartGetsItsShareOfEachStratum() throws {
        try withFolder { folder in
            let files = try RowFiles([writeLines(rows(100, "a") + rows(37, "b") + rows(11, "c"), folder, "in.jsonl")])
            var options = SplitOptions(parts: try SplitOptions.parts("train=80%,valid=0.1,test=rest"))
            options.stratum = .field("kind")
            options.duplicates = .shortTexts
            let report = try Split(files, options: options).run(folder: folder.path + "/parts")
            #expect(report.parts.map(\.rows).reduce(0, +) == 148)
            for (part, share) in zip(report.parts, [0.8, 0.1, 0.1]) {
                for (kind, count) in ["a": 100, "b": 37, "c": 11] {
                    #expect(abs(Double(part.strata[kind] ?? 0) - share * Double(count)) <= 1, "\(part.name) \(kind)")
                }
                #expect(abs(Double(part.rows) - share * 148) <= 2)
                #expect(try kinds(part.path).values.reduce(0, +) == part.rows)
            }
            #expect(try jsonLines(report.manifest).count == 1 + 148)
        }
    }

    @Test func countsAreMetExactly() throws {
        try withFolder { folder in
            let files = try RowFiles([writeLines(rows(60, "a") + rows(40, "b"), folder, "in.jsonl")])
            var options = SplitOptions(parts: try SplitOptions.parts("train=rest,valid=13,test=7"))
            options.stratum = .field("kind")
            let report = try Split(files, options: options).run(folder: folder.path + "/parts")
            #expect(report.parts.map(\.rows) == [80, 13, 7])
        }
    }

    @Test func groupsAndNearDuplicatesAreNeverParted() throws {
        try withFolder { folder in
            var lines = rows(90, "a", every: 3)
            lines.append(
                #"{"prompt": "Other start a0 a1 a2 a3 a4 a5 a6 a7 a8 a9 a10 a11", "completion": "x", "kind": "d", "owner": 99}"#
            )
            lines.append(
                #"{"prompt": "A0, a1 a2 a3 a4 a5 a6 a7 a8 a9 a10 a11!", "completion": "x", "kind": "d", "owner": 98}"#)
            let files = try RowFiles([writeLines(lines, folder, "in.jsonl")])
            var options = SplitOptions(parts: try SplitOptions.parts("train=0.5,test=0.5"))
            options.group = .field("owner")
            options.duplicates = .shortTexts
            options.duplicates?.threshold = 0.7
            let report = try Split(files, options: options).run(folder: folder.path + "/parts")
            #expect(report.duplicateRows == 2 && report.largestGroup == 5)
            var partOfOwner: [Int: Set<String>] = [:]
            for part in report.parts {
                for line in try jsonLines(part.path) {
                    let owner = try JSONPath(line).at("owner").integer()
                    partOfOwner[[98, 99].contains(owner) ? 0 : owner, default: []].insert(part.name)
                }
            }
            #expect(partOfOwner.count == 30)
            #expect(partOfOwner.values.allSatisfy { $0.count == 1 })
        }
    }

    @Test func theSeedDecidesAndNothingElse() throws {
        try withFolder { folder in
            let files = try RowFiles([writeLines(rows(50, "a"), folder, "in.jsonl")])
            let texts = try [1, 1, 2].enumerated().map { number, seed in
                var options = SplitOptions(parts: try SplitOptions.parts("train=0.8,test=0.2"))
                options.seed = UInt64(seed)
                let report = try Split(files, options: options).run(folder: folder.path + "/parts\(number)")
                return try String(contentsOfFile: report.parts[1].path, encoding: .utf8)
            }
            #expect(texts[0] == texts[1] && texts[0] != texts[2])
        }
    }

    @Test(arguments: [
        "train=0.8", "a=0.8,a=0.2", "a=rest,b=rest", "a=0.8,b", "../x=0.5,b=0.5", "a=-1,b=rest", "a=1.5,b=rest", "",
        "manifest=0.5,b=0.5",
    ])
    func badPartsAreRefused(text: String) {
        #expect(throws: WorkbenchError.self) { try SplitOptions.parts(text) }
    }

    @Test func amountsMustAddUp() throws {
        #expect(throws: WorkbenchError.self) {
            try SplitOptions(parts: SplitOptions.parts("a=0.5,b=0.2")).wantedRows(of: 10)
        }
        #expect(throws: WorkbenchError.self) {
            try SplitOptions(parts: SplitOptions.parts("a=20,b=rest")).wantedRows(of: 10)
        }
        #expect(
            try SplitOptions(parts: SplitOptions.parts("a=0.7,b=30%")).wantedRows(of: 10).map { $0.rounded() } == [
                7, 3,
            ])
    }

    @Test func aSplitLeavesNothingHalfDone() throws {
        try withFolder { folder in
            let files = try RowFiles([
                writeLines(rows(5, "a") + [#"{"prompt": "p", "completion": "c"}"#], folder, "in.jsonl")
            ])
            var options = SplitOptions(parts: try SplitOptions.parts("a=0.5,b=0.5"))
            options.stratum = .field("kinds")
            let error = #expect(throws: WorkbenchError.self) {
                try Split(files, options: options).run(folder: folder.path + "/parts")
            }
            #expect(error?.remedy == "Closest names: kind.")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["in.jsonl"])
        }
    }

    /// 100 and 25 rows at temperature 2: 10 : 5, so 83 and 42 of 125.
    @Test func temperatureMixesByThePowerOfTheSizes() throws {
        try withFolder { folder in
            let sources = [
                try writeLines(rows(100, "a"), folder, "a.jsonl"), try writeLines(rows(25, "b"), folder, "b.jsonl"),
            ]
            var options = MixOptions()
            options.shares = .temperature(2)
            let output = folder.path + "/mix.jsonl"
            let report = try Mix(RowFiles(sources), options: options).run(output: output)
            #expect(try kinds(output) == ["a": 83, "b": 42])
            #expect(report.written == 125 && report.left == 17 && report.repeated == 17)
            #expect(try jsonLines(report.manifest).count == 1 + 17 + 17)
            #expect(Set(try jsonLines(output).map { $0.encoded() }).count == 83 + 25)
        }
    }

    @Test func weightsAreTheShares() throws {
        try withFolder { folder in
            let sources = [
                try writeLines(rows(10, "a"), folder, "a.jsonl"), try writeLines(rows(10, "b"), folder, "b.jsonl"),
            ]
            var options = MixOptions()
            (options.shares, options.rows) = (.weights([3, 1]), 12)
            let output = folder.path + "/mix.jsonl"
            _ = try Mix(RowFiles(sources), options: options).run(output: output)
            #expect(try kinds(output) == ["a": 9, "b": 3])
            for bad in [[1.0], [0, 0], [-1, 2], [.nan, 1]] {
                options.shares = .weights(bad)
                #expect(throws: WorkbenchError.self) {
                    try Mix(RowFiles(sources), options: options).run(output: folder.path + "/x.jsonl")
                }
            }
        }
    }

    @Test(arguments: [
        (BalanceOptions.Target.smallest, 1, [4, 4, 4]), (.median, 1, [10, 10, 4]), (.median, 2, [10, 10, 8]),
        (.rows(15), 9, [15, 15, 15]), (.largest, 2, [30, 20, 8]),
    ])
    func balanceTakesFromEachClassWhatTheTargetSays(target: BalanceOptions.Target, repeats: Int, expected: [Int]) throws
    {
        try withFolder { folder in
            let files = try RowFiles([writeLines(rows(30, "a") + rows(10, "b") + rows(4, "c"), folder, "in.jsonl")])
            var options = BalanceOptions(trait: .field("kind"))
            (options.target, options.mostRepeats) = (target, repeats)
            let output = folder.path + "/even.jsonl"
            let report = try Balance(files, options: options).run(output: output)
            #expect(try kinds(output) == ["a": expected[0], "b": expected[1], "c": expected[2]])
            #expect(report.classes.map(\.name) == ["a", "b", "c"] && report.classes.map(\.taken) == expected)
        }
    }

    @Test func rareClassesDoNotDecideTheTarget() {
        var options = BalanceOptions(trait: .source)
        options.target = .smallest
        #expect(options.wantedRows([903, 94, 2, 1]) == 94)
        options.leastShare = 0
        #expect(options.wantedRows([903, 94, 2, 1, 0]) == 1)
    }

    @Test func statisticsFindTheSharesOfAMix() throws {
        let english = (0..<90).map {
            #"{"prompt": "The keeper asked about ships, number \#($0)", "completion": "The weather was told."}"#
        }
        let chinese = (0..<10).map { #"{"prompt": "守灯塔的人每天早上记下天气 \#($0)", "completion": "从塔上能看见两岸。"}"# }
        try withFolder { folder in
            let files = try RowFiles([writeLines(english + chinese + ["{"], folder, "in.jsonl")])
            let identifier = try LanguageIdentifier(profiles: fixtures.appendingPathComponent("languages").path)
            let found = try TextStatistics(files, identifier: identifier)
            #expect(found.rows == 101 && found.unusable.total == 1)
            #expect(found.languages == ["en": 90, "zh-cn": 10])
            #expect(found.dominant == .init(language: "en", share: 0.9))
            #expect(found.scripts["han"] == 10 * 21)
            #expect(found.histogram.map(\.documents).reduce(0, +) == 100)
            #expect(found.wordLengths["min"] == 11)
        }
    }

    @Test func aRowThatWouldBeTakenTooOftenIsRefused() throws {
        try withFolder { folder in
            let files = try RowFiles([writeLines(rows(2, "a"), folder, "in.jsonl")])
            var options = MixOptions()
            options.rows = 2 * 65_535 + 1
            #expect(throws: WorkbenchError.self) {
                try Mix(files, options: options).run(output: folder.path + "/mix.jsonl")
            }
        }
    }
}
