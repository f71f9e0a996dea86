import AttuneData
import Foundation
import Testing

@Suite struct GzipTests {
    private static let whole = ["one", "zwei 🙂", "three"]

    private func path(_ name: String) -> String { fixtures.appendingPathComponent("data/packed/" + name).path }

    private func texts(_ path: String) throws -> [String] {
        try outcomes(DataSource(path: path)).map { outcome in
            guard case .text(let text) = outcome.usable?.content else { return "no text" }
            return text
        }
    }

    @Test(arguments: [
        "rows.jsonl.gz", "stored.jsonl.gz", "members.jsonl.gz", "plain-name.jsonl", "array.json.gz", "table.tsv.gz",
        "paragraphs.txt.gz",
    ])
    func everyFormatIsReadPacked(name: String) throws {
        let found =
            name == "table.tsv.gz"
            ? try outcomes(DataSource(path: path(name), format: .text)).compactMap { outcome in
                if case .text(let text) = outcome.usable?.content { text } else { nil }
            } : try texts(path(name))
        #expect(found == Self.whole)
    }

    @Test func aLineLongerThanAPieceComesWhole() throws {
        let found = try texts(path("long-line.jsonl.gz"))
        #expect(found.map(\.utf8.count) == [3_000_000, 3, 9, 5])
    }

    @Test func aPlainFileMayBeNamedGzip() throws {
        try withFile("a.txt.gz", "one\n\nzwei 🙂\n\nthree\n") { path in
            let found = try texts(path)
            #expect(found == Self.whole)
        }
        #expect(throws: DataError.unknownFileType(path: "a.gz")) { try RawRecordReader(path: "a.gz") }
    }

    @Test func aFileCutOffAnywhereIsAnError() throws {
        let bytes = [UInt8](try Data(contentsOf: fixtures.appendingPathComponent("data/packed/rows.jsonl.gz")))
        for length in 2..<bytes.count {
            try withFile("a.jsonl", Array(bytes.prefix(length))) { path in
                let expected = DataError.brokenGzip(path: path, reason: "it breaks off; bytes are missing at its end")
                #expect(throws: expected) { try texts(path) }
            }
        }
    }

    @Test func aFlippedBitNeverChangesTheText() throws {
        let good = [UInt8](try Data(contentsOf: fixtures.appendingPathComponent("data/packed/rows.jsonl.gz")))
        var refused = 0
        for index in 2..<good.count {
            var bytes = good
            bytes[index] ^= 0x10
            try withFile("a.jsonl", bytes) { path in
                do {
                    let found = try texts(path)
                    #expect(found == Self.whole, "byte \(index)")
                } catch is DataError {
                    refused += 1
                }
            }
        }
        #expect(refused >= good.count - 10, "only time stamp, flags and system of the header may differ")
    }

    @Test func whatFollowsThePackedTextMustBeZerosOrAnotherMember() throws {
        let good = [UInt8](try Data(contentsOf: fixtures.appendingPathComponent("data/packed/rows.jsonl.gz")))
        for tail in [[UInt8(ascii: "x")], [0, 0, 1], [0x1F, 0x8B, 9], Array(good.prefix(12))] {
            try withFile("a.jsonl.gz", good + tail) { path in
                let error = #expect(throws: DataError.self) { try texts(path) }
                guard case .brokenGzip = error else { throw Unexpected(error: error) }
            }
        }
    }

    private struct Unexpected: Error { let error: DataError? }

    @Test func gzipInsideOfGzipIsNamed() {
        let path = path("twice.jsonl.gz")
        #expect(throws: DataError.notPlainText(path: path, found: "gzip inside of gzip")) { try texts(path) }
    }
}
