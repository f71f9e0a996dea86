import AttuneData
import Foundation
import Testing

@Suite struct ZstandardTests {
    private static let whole = ["one", "zwei 🙂", "three"]

    private func path(_ name: String) -> String { fixtures.appendingPathComponent("data/packed/" + name).path }

    private func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name))))
    }

    private func texts(_ path: String) throws -> [String] {
        try outcomes(DataSource(path: path)).map { outcome in
            guard case .text(let text) = outcome.usable?.content else { return "no text" }
            return text
        }
    }

    @Test(arguments: [
        "rows.jsonl.zst", "no-sum.jsonl.zst", "frames.jsonl.zst", "plain-name-zstd.jsonl", "array.json.zst",
    ])
    func framesOfEveryKindAreRead(name: String) throws {
        let found = try texts(path(name))
        #expect(found == Self.whole)
    }

    @Test(arguments: ["fast", "usual", "best", "small-window", "long"])
    func theTextIsTheOneThatGzipHolds(level: String) throws {
        let found = try texts(path("words-\(level).jsonl.zst"))
        let wanted = try texts(path("words.jsonl.gz"))
        #expect(found.count == 165)
        #expect(found == wanted)
    }

    @Test func aLineOfManyBlocksComesWhole() throws {
        let found = try texts(path("run.jsonl.zst"))
        #expect(found.map(\.utf8.count) == [3_000_000, 3, 9, 5])
    }

    @Test func anEmptyFrameHasNoRecord() {
        let path = path("empty.jsonl.zst")
        #expect(throws: DataError.noRecords(path: path)) { try texts(path) }
    }

    @Test func aFileCutOffAnywhereIsAnError() throws {
        let good = try bytes("rows.jsonl.zst")
        for length in 4..<good.count {
            try withFile("a.jsonl", Array(good.prefix(length))) { path in
                let expected = DataError.brokenZstandard(
                    path: path, reason: "it breaks off; bytes are missing at its end")
                #expect(throws: expected) { try texts(path) }
            }
        }
    }

    @Test func aFlippedBitNeverChangesTheText() throws {
        let good = try bytes("rows.jsonl.zst")
        var refused = 0
        for index in 4..<good.count {
            for bit in 0..<8 {
                var bytes = good
                bytes[index] ^= 1 << UInt8(bit)
                try withFile("a.jsonl", bytes) { path in
                    do {
                        let found = try texts(path)
                        #expect(found == Self.whole, "byte \(index)")
                    } catch is DataError {
                        refused += 1
                    }
                }
            }
        }
        #expect(refused >= (good.count - 4) * 8 - 2, "only the unused bit of the header may differ")
    }

    @Test func flippedBytesOfALongFrameAreErrorsAndNothingElse() throws {
        let good = try bytes("words-best.jsonl.zst")
        for index in stride(from: 4, to: good.count, by: 1009) {
            var bytes = good
            bytes[index] ^= 0x55
            try withFile("a.jsonl", bytes) { path in
                #expect(throws: DataError.self, "byte \(index)") { try texts(path) }
            }
        }
    }

    @Test func aFileMayBeginWithAFrameToPassOver() throws {
        let rows = try bytes("rows.jsonl.zst")
        let skipped: [UInt8] = [0x5A, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 7, 7, 7]
        try withFile("a.jsonl", skipped + rows) { path in
            let found = try texts(path)
            #expect(found == Self.whole)
        }
    }

    @Test func aWrongSumIsNamed() throws {
        var bytes = try bytes("rows.jsonl.zst")
        bytes[bytes.count - 1] ^= 1
        try withFile("a.jsonl", bytes) { path in
            #expect(throws: DataError.brokenZstandard(path: path, reason: "its sum is wrong")) { try texts(path) }
        }
    }

    @Test func aWindowOverTheLimitIsRefusedBeforeMemoryIsTaken() throws {
        // Exponent 18 is a window of 1 << 28 bytes; exponent 31, mantissa 7, is the largest that can be written.
        for (descriptor, bytes) in [(UInt8(18 << 3), UInt64(1) << 28), (UInt8(255), UInt64(15) << 38)] {
            try withFile("a.jsonl", [0x28, 0xB5, 0x2F, 0xFD, 0x00, descriptor, 1, 0, 0]) { path in
                let expected = DataError.largeZstandardWindow(path: path, bytes: bytes, most: 1 << 27)
                #expect(throws: expected) { try texts(path) }
            }
        }
    }

    @Test func whatFollowsTheFramesMustBeAnother() throws {
        let good = try bytes("rows.jsonl.zst")
        for tail: [UInt8] in [[1, 2, 3, 4], [0x28, 0xB5, 0x2F], [0x50, 0x2A, 0x4D, 0x18, 9, 0, 0, 0, 1]] {
            try withFile("a.jsonl.zst", good + tail) { path in
                let error = #expect(throws: DataError.self) { try texts(path) }
                guard case .brokenZstandard = error else { throw Unexpected(error: error) }
            }
        }
    }

    @Test func aDictionaryIsAskedFor() throws {
        try withFile("a.jsonl", [0x28, 0xB5, 0x2F, 0xFD, 0x21, 7, 0, 1, 0, 0]) { path in
            #expect(throws: DataError.brokenZstandard(path: path, reason: "it needs the dictionary 7")) {
                try texts(path)
            }
        }
    }

    @Test func zstandardInsideOfZstandardIsNamed() {
        let path = path("twice.jsonl.zst")
        #expect(throws: DataError.notPlainText(path: path, found: "Zstandard inside of a packed file")) {
            try texts(path)
        }
    }

    private struct Unexpected: Error { let error: DataError? }
}
