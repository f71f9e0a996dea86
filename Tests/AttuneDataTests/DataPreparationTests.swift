import AttuneData
import Foundation
import Testing

@Suite struct DataPreparationTests {
    private let good = #"{"prompt": "q", "completion": "an answer"}"# + "\n"
    private let long = #"{"prompt": "q", "completion": "\#(String(repeating: "word ", count: 200))"}"# + "\n"

    private func preparation(
        _ folder: URL, _ text: String, _ options: EncodingOptions = EncodingOptions(maxLength: 64)
    ) throws -> DataPreparation {
        let file = folder.appendingPathComponent("a.jsonl")
        try Data(text.utf8).write(to: file)
        return try DataPreparation(
            sources: [DataSource(path: file.path)], encoder: fixtureEncoder(options),
            cacheFolder: folder.appendingPathComponent("cache").path)
    }

    private func stores(_ folder: URL) throws -> [String] {
        let cache = folder.appendingPathComponent("cache").path
        return FileManager.default.fileExists(atPath: cache)
            ? try FileManager.default.contentsOfDirectory(atPath: cache) : []
    }

    @Test func theStoreHoldsEverySampleAndItsManifest() throws {
        try withFolder { folder in
            let options = EncodingOptions(maxLength: 64, onOverlong: .drop)
            let store = try preparation(folder, good + long + "\n" + good, options).store()
            #expect(store.documentCount == 2)
            #expect(store.reference(of: 1).line == 4)
            let source = store.manifest.sources[0]
            #expect(source.rows == 3 && source.documents == 2 && source.format == "prompt_completion")
            #expect(source.tokens == Int(store.lengths.reduce(0, +)))
            #expect(store.manifest.changes.map(\.code) == [.overlong])
            #expect(store.manifest.changes[0].rows.map(\.line) == [2])
        }
    }

    @Test func sameDataAndSettingsTakeTheSameStore() throws {
        try withFolder { folder in
            _ = try preparation(folder, good).store()
            _ = try preparation(folder, good).store()
            #expect(try stores(folder).count == 1)
            _ = try preparation(folder, good + good).store()
            _ = try preparation(folder, good, EncodingOptions(maxLength: 65)).store()
            _ = try preparation(folder, good, EncodingOptions(maxLength: 64, lossOn: .all)).store()
            #expect(try stores(folder).count == 4)
        }
    }

    @Test func aDamagedStoreIsMadeAgain() throws {
        try withFolder { folder in
            let ids = try preparation(folder, good).store().ids(of: 0)
            let path = folder.appendingPathComponent("cache/" + (try stores(folder)[0]))
            var bytes = try Data(contentsOf: path)
            bytes[130] ^= 1
            try bytes.write(to: path)
            #expect(try preparation(folder, good).store().ids(of: 0) == ids)
        }
    }

    @Test func rowsThatCannotBeUsedAreRefusedTogetherAndNothingIsWritten() throws {
        try withFolder { folder in
            do {
                _ = try preparation(folder, good + "{broken\n" + good + long).store()
                Issue.record("nothing was refused")
            } catch DataError.rejected(let findings, let more) {
                #expect(findings.map(\.code) == [.brokenJSON, .overlong])
                #expect(findings.map(\.record.line) == [2, 4])
                #expect(more == 0)
            }
            #expect(try stores(folder).isEmpty)
        }
    }

    @Test func refusedRowsAreAllCountedAndTheFirstAreShown() throws {
        try withFolder { folder in
            do {
                _ = try preparation(folder, good + String(repeating: long, count: 37)).store()
                Issue.record("nothing was refused")
            } catch DataError.rejected(let findings, let more) {
                #expect(findings.map(\.record.line) == [2, 3, 4, 5, 6])
                #expect(more == 32)
            }
            #expect(try stores(folder).isEmpty)
        }
    }

    @Test func withoutALimitLongRowsAreCounted() throws {
        try withFolder { folder in
            let longest = String(repeating: "word ", count: 600)
            let text = good + long + #"{"prompt": "q", "completion": "\#(longest)"}"# + "\n"
            let store = try preparation(folder, text, EncodingOptions(maxLength: nil)).store()
            let length = try #require(store.lengths.map { Int($0) }.max())
            let statistics = try DataStatistics(store: store, maxLength: nil, contextLength: 1500)
            #expect(statistics.documents == 3 && statistics.binLength == length && length > 1500)
            #expect(statistics.longer.map(\.tokens) == [512, 1024, 1500, 2048, 4096, 8192])
            let longer = statistics.longer.map { entry in store.lengths.count { $0 > entry.tokens } }
            #expect(statistics.longer.map(\.documents) == longer && longer[2] == 1)
            let exact = try DataStatistics(store: store, maxLength: nil, contextLength: length)
            #expect(exact.longer.contains { $0.tokens == length && $0.documents == 0 })
            let encoder = try fixtureEncoder(EncodingOptions(maxLength: nil))
            let source = CheckedSource(DataSource(path: folder.appendingPathComponent("a.jsonl").path))
            let check = try DataChecker(encoder: encoder).check([source])
            #expect(check.count(.overlong) == 0 && check.usableRows == 3)
            #expect(check.omitted.contains { $0.contains("--max-length") })
        }
    }

    @Test func aFolderStandsForItsFilesInOrder() throws {
        try withFolder { folder in
            for name in ["b.jsonl", "a.jsonl", "notes.pdf"] {
                try Data(good.utf8).write(to: folder.appendingPathComponent(name))
            }
            let preparation = try DataPreparation(
                sources: [DataSource(path: folder.path, weight: 2)], encoder: fixtureEncoder(),
                cacheFolder: folder.appendingPathComponent("cache").path)
            #expect(preparation.sources.map { $0.path.split(separator: "/").last } == ["a.jsonl", "b.jsonl"])
            #expect(preparation.weights == [2, 2])
        }
    }

    @Test func labelsAreCountedAndSortedByTheirBytes() throws {
        try withFile("t.tsv", "text\tlabel\nx\tb\ny\tZ\nz\tb\n") { path in
            let encoder = try fixtureEncoder(EncodingOptions(classification: ClassificationTask()))
            let store = try withFolder { folder in
                try DataPreparation(sources: [DataSource(path: path)], encoder: encoder, cacheFolder: folder.path)
                    .store()
            }
            #expect(store.manifest.sortedLabels == ["Z", "b"])
            #expect(store.manifest.sources[0].labels == ["b": 2, "Z": 1])
        }
    }

    @Test func aCheckCountsByCodeAndShowsTheWorst() throws {
        let longer = long.replacingOccurrences(of: "word ", with: "word word ")
        try withFile("a.jsonl", good + long + longer + "{broken\n" + good) { path in
            let encoder = try fixtureEncoder(EncodingOptions(maxLength: 64))
            var options = DataCheckOptions()
            options.exampleLimit = 1
            let check = try DataChecker(options, encoder: encoder).check([CheckedSource(DataSource(path: path))])
            #expect(check.count(.overlong) == 2 && check.count(.brokenJSON) == 1 && check.count(.exactDuplicate) == 1)
            #expect(
                check.counts.prefix(2).map(\.severity) == [.blocking, .blocking] && check.counts[2].severity > .blocking
            )
            #expect(check.counts[0].examples.map(\.record.line) == [3], "the longest")
            #expect(check.files[0].rows == 5 && check.files[0].usableRows == 2)
            #expect(check.isBlocked)
        }
    }

    @Test func statisticsCountTokensLengthsAndBins() throws {
        try withFolder { folder in
            let store = try preparation(folder, good + good + good).store()
            let length = Int(store.lengths[0])
            let statistics = try DataStatistics(store: store, maxLength: length * 2)
            #expect(statistics.rows == 3 && statistics.documents == 3 && statistics.tokens == 3 * length)
            #expect(statistics.bins == 2)
            #expect(abs(statistics.packingEfficiency - 0.75) < 1e-12)
            #expect(statistics.lengths == ["min": length, "median": length, "p95": length, "max": length])
            #expect(statistics.histogram.map(\.documents) == [3])
        }
    }
}
