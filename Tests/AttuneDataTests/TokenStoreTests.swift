import AttuneData
import Foundation
import Testing

@Suite struct TokenStoreTests {
    private let key = TokenStoreKey(parts: [[1], [2, 3]])
    private let samples = [
        EncodedSample(
            ids: [5, 6, 7], weights: [1, 0, 1], text: "a", record: RecordReference(file: "a.jsonl", line: 1)),
        EncodedSample(
            ids: [8, 9], weights: [0, 0.25], text: "b", record: RecordReference(file: "b.json", line: 1, row: 2)),
        EncodedSample(
            ids: [1, 2, 3, 4], weights: [0, 1, 1, 1], text: "", record: RecordReference(file: "a.jsonl", line: 9)),
    ]

    private func withStore(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("cache/x.tokens").path
        let writer = try TokenStoreWriter(path: path, key: key)
        for (index, sample) in samples.enumerated() { try writer.append(sample, source: index % 2) }
        var manifest = DataManifest()
        manifest.sources = ["a.jsonl", "b.json"].map { DataManifest.Source(path: $0, sha256: "", format: "text") }
        manifest.record(.dropped, .overlong, RecordReference(file: "a.jsonl", line: 4))
        _ = try writer.finish(manifest: manifest)
        try body(path)
    }

    @Test func documentsComeBackAsTheyWentIn() throws {
        try withStore { path in
            let store = try TokenStore(path: path, key: key)
            #expect(store.lengths == [3, 2, 4])
            #expect(store.sources == [0, 1, 0])
            for (index, sample) in samples.enumerated() {
                #expect(store.ids(of: index) == sample.ids)
                #expect(store.weights(of: index) == sample.weights)
                #expect(store.reference(of: index) == sample.record)
            }
            #expect(store.weights(of: 0)[0] == 0, "the first token is never a target")
            #expect(store.manifest.changes.map(\.rows.count) == [1])
        }
    }

    @Test func anyChangedByteIsFound() throws {
        try withStore { path in
            let good = try Data(contentsOf: URL(fileURLWithPath: path))
            for index in good.indices {
                var bad = good
                bad[index] ^= 0x10
                try bad.write(to: URL(fileURLWithPath: path))
                #expect(throws: TokenStoreError.self, "byte \(index)") { try TokenStore(path: path, key: key) }
            }
        }
    }

    @Test func aCutStoreIsFound() throws {
        try withStore { path in
            let good = try Data(contentsOf: URL(fileURLWithPath: path))
            for count in [0, 7, 127, 128, good.count - 1] {
                try good.prefix(count).write(to: URL(fileURLWithPath: path))
                #expect(throws: TokenStoreError.self) { try TokenStore(path: path, key: key) }
            }
        }
    }

    @Test func anotherKeyIsRefused() throws {
        try withStore { path in
            #expect(throws: TokenStoreError.otherKey) {
                try TokenStore(path: path, key: TokenStoreKey(parts: [[1, 2], [3]]))
            }
        }
    }

    @Test func hugeCountsInTheHeaderAreRefused() throws {
        try withStore { path in
            let good = try Data(contentsOf: URL(fileURLWithPath: path))
            for offset in [16, 24, 32, 40, 48] {
                for value in [UInt64.max, UInt64(Int.max), 1 << 61] {
                    var bad = good
                    withUnsafeBytes(of: value.littleEndian) { bad.replaceSubrange(offset..<offset + 8, with: $0) }
                    try bad.write(to: URL(fileURLWithPath: path))
                    #expect(throws: TokenStoreError.self) { try TokenStore(path: path, key: key) }
                }
            }
        }
    }

    @Test func anAbandonedWriterLeavesNothing() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        do {
            let writer = try TokenStoreWriter(path: folder.appendingPathComponent("x").path, key: key)
            try writer.append(samples[0], source: 0)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test func batchesAreFlatAndShifted() throws {
        try withStore { path in
            let options = PackingOptions(
                maxLength: 8, stepSize: .tokens(perStep: 16, perMicroBatch: 16), shuffle: false)
            let feed = try BatchFeed(store: TokenStore(path: path), options: options)
            let batch = try #require(feed.microBatches(at: DataCursor()).first)
            #expect(batch.ids == [5, 6, 7, 8, 9, 1, 2, 3, 4])
            #expect(batch.positions == [0, 1, 2, 0, 1, 0, 1, 2, 3])
            #expect(batch.targets == [6, 7, 0, 9, 0, 2, 3, 4, 0])
            #expect(batch.weights == [0, 1, 0, 0.25, 0, 1, 1, 1, 0])
            #expect(batch.documentOffsets == [0, 3, 5, 9])
            #expect(batch.rows == [0, 1, 2])
            #expect(batch.weightSum == 4.25)
            #expect(feed.reference(row: 1) == RecordReference(file: "b.json", line: 1, row: 2))
        }
    }

    @Test func sourceWeightsRepeatAndChooseRows() throws {
        try withStore { path in
            let options = PackingOptions(maxLength: 8, stepSize: .documents(perMicroBatch: 9, microBatches: 1))
            let store = try TokenStore(path: path)
            let feed = try BatchFeed(store: store, options: options, weights: [0.5, 2])
            #expect(feed.selection.map(\.rows) == [2, 1])
            #expect(feed.selection.map(\.chosenRows) == [1, 2])
            let rows = feed.microBatches(epoch: 0, step: 0).flatMap(\.rows)
            #expect(rows.filter { $0 == 1 }.count == 2)
            #expect(rows.count == 3)
            #expect(
                feed.mixture
                    == "By the weights, the rows of an epoch are: 1 of a.jsonl, which has 2; 2 of b.json, which has 1.")
            #expect(try BatchFeed(store: store, options: options, weights: [1, 1]).mixture == nil)
            #expect(throws: PackingError.badWeight(source: 1, weight: -1)) {
                try BatchFeed(store: store, options: options, weights: [1, -1])
            }
        }
    }

    @Test func heldOutRowsAndTheRestAreTheWhole() throws {
        try withFolder { folder in
            let writer = try TokenStoreWriter(path: folder.appendingPathComponent("x").path, key: key)
            for row in 1...5 {
                for _ in 0..<2 {
                    let record = RecordReference(file: "a.txt", line: row)
                    try writer.append(
                        EncodedSample(ids: [1, 2], weights: [0, 1], text: "", record: record), source: 0)
                }
            }
            let store = try writer.finish(manifest: DataManifest())
            let heldOut = try store.heldOutDocuments(fraction: 0.4, seed: 1)
            #expect(heldOut.count == 4)
            #expect(Set(heldOut.map { store.reference(of: Int($0)).line }).count == 2, "whole rows")
            #expect(try store.heldOutDocuments(fraction: 0.4, seed: 1) == heldOut)
            #expect(try store.heldOutDocuments(rows: 2, seed: 1) == heldOut)
            #expect(throws: PackingError.tooManyHeldOut(asked: 5, rows: 5)) {
                try store.heldOutDocuments(rows: 5, seed: 1)
            }
            let options = PackingOptions(maxLength: 8, stepSize: .documents(perMicroBatch: 9, microBatches: 1))
            let feed = try BatchFeed(store: store, options: options, heldOut: Set(heldOut))
            let trained = feed.microBatches(epoch: 0, step: 0).flatMap(\.rows)
            #expect((trained + heldOut).sorted() == (0..<10).map { $0 })
        }
    }
}
