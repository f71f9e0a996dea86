import AttuneFormats
import Testing

struct GGUFHostileTests {
    @Test(.timeLimit(.minutes(5)), arguments: headers + metadata + arrays + tensors)
    func isRefusedWithItsError(file: HostileFile<GGUFError>) throws {
        try FormatFiles.with(file.bytes) { path -> Void in
            #expect {
                _ = try GGUFFile(path: path)
            } throws: { error in
                (error as? GGUFError).map(file.isExpected) ?? false
            }
        }
    }

    static let headers: [HostileFile<GGUFError>] = [
        .init("empty", [], isNotGGUF), .init("wrong magic", make { $0.magic = Array("GGML".utf8) }, isNotGGUF),
        .init("three bytes", Array("GGU".utf8), isNotGGUF), .init("only the magic", Array("GGUF".utf8), isTruncated),
        .init("version 0", make { $0.version = 0 }, isUnsupported),
        .init("version 1", make { $0.version = 1 }, isUnsupported),
        .init("version 4", make { $0.version = 4 }, isUnsupported),
        .init("version 2^32 - 1", make { $0.version = .max }, isUnsupported),
        .init("big-endian", make { $0.version = 3 << 24 }, isUnsupported),
        .init("-1 tensors", make { $0.tensorCount = .max }, isTooMany),
        .init("2^60 tensors", make { $0.tensorCount = 1 << 60 }, isTooMany),
        .init("-1 entries", make { $0.entryCount = .max }, isTooMany),
        .init("2^63 entries", make { $0.entryCount = 1 << 63 }, isTooMany),
        .init(
            "one tensor too many",
            make {
                $0.tensorCount = 2; $0.data = [UInt8](repeating: 0, count: 64)
            }, isFault),
        .init("one entry too many", make { $0.entryCount = 1 }, isFault),
    ]

    static let metadata: [HostileFile<GGUFError>] = [
        .init("key of -1 bytes", entry(GGUFBytes.string([], length: .max)), isTooMany),
        .init("key of 2^63 bytes", entry(GGUFBytes.string([], length: 1 << 63)), isTooMany),
        .init("empty key", entry(GGUFBytes.entry("", 1)), isBadEntry),
        .init(
            "key that is not UTF-8", entry(GGUFBytes.string([0xC3, 0x28]) + GGUFBytes.number(UInt32(0))), isBadEntry),
        .init("escape in a key", entry(GGUFBytes.entry("a\u{1B}[2J", 1)), isBadEntry),
        .init("key of 70,000 bytes", entry(GGUFBytes.entry(String(repeating: "a", count: 70_000), 1)), isTooMany),
        .init("key twice", make { $0.entries = [GGUFBytes.entry("a", 1), GGUFBytes.entry("a", 2)] }, isBadEntry),
        .init("value type 13", entry(GGUFBytes.entry("a", 13, [0])), isBadEntry),
        .init("value type -1", entry(GGUFBytes.entry("a", .max, [0])), isBadEntry),
        .init("string of -1 bytes", entry(GGUFBytes.entry("a", 8, GGUFBytes.string([], length: .max))), isTooMany),
        .init(
            "string longer than the file", entry(GGUFBytes.entry("a", 8, GGUFBytes.string([], length: 200))), isTooMany),
        .init("alignment 0", alignment(0), isBadMetadata), .init("alignment 3", alignment(3), isBadMetadata),
        .init("alignment 2^31", alignment(1 << 31), isBadMetadata), .init("alignment 33", alignment(33), isBadMetadata),
        .init("alignment as text", entry(GGUFBytes.entry("general.alignment", "32")), isBadMetadata),
        .init("alignment as a number", entry(GGUFBytes.entry("general.alignment", real: 32)), isBadMetadata),
    ]

    static let arrays: [HostileFile<GGUFError>] = [
        .init("array of -1 elements", array(4, .max), isTooMany), .init("array of 2^61", array(10, 1 << 61), isTooMany),
        .init("array longer than the file", array(4, 100), isTooMany),
        .init("array of strings longer than the file", array(8, 100), isTooMany),
        .init("array of type 13", array(13, 1), isBadEntry), .init("array of type -1", array(.max, 0), isBadEntry),
        .init("array nested 10,000 deep", nested(10_000), isBadEntry),
        .init(
            "arrays of arrays of -1", entry(GGUFBytes.entry("a", 9, GGUFBytes.array(9, 1, GGUFBytes.array(4, .max)))),
            isTooMany),
        .init("five million truth values", array(7, 5_000_000, [UInt8](repeating: 1, count: 5_000_000)), isTooMany),
        .init("four million in two arrays", twoArrays(100_000, 3_950_000), isTooMany),
    ]

    static let tensors: [HostileFile<GGUFError>] = [
        .init("name of 64 bytes", tensor(GGUFBytes.tensor(String(repeating: "a", count: 64), [1])), isTooMany),
        .init("name of 1 MB", tensor(GGUFBytes.tensor(String(repeating: "a", count: 1 << 20), [1])), isTooMany),
        .init("empty name", tensor(GGUFBytes.tensor("", [1])), isBadEntry),
        .init("path as a name", tensor(GGUFBytes.tensor("../x", [1])), isBadEntry),
        .init("line break in a name", tensor(GGUFBytes.tensor("a\nb", [1])), isBadEntry),
        .init("five dimensions", tensor(GGUFBytes.tensor("a", [1, 1, 1, 1, 1])), isBadEntry),
        .init("-1 dimensions", tensor(GGUFBytes.tensor("a", [1], rank: .max)), isBadEntry),
        .init("negative size", tensor(GGUFBytes.tensor("a", [.max])), isBadEntry),
        .init("sizes that overflow", tensor(GGUFBytes.tensor("a", [1 << 40, 1 << 40])), isBadEntry),
        .init("bytes that overflow", tensor(GGUFBytes.tensor("a", [1 << 62])), isBadEntry),
        .init("larger than the file", tensor(GGUFBytes.tensor("a", [1000])), isTruncated),
        .init("2^50 elements", tensor(GGUFBytes.tensor("a", [1 << 50])), isTruncated),
        .init("block cut short", tensor(GGUFBytes.tensor("a", [31], type: 2)), isBadEntry),
        .init("rows that share a block", tensor(GGUFBytes.tensor("a", [16, 2], type: 2)), isBadEntry),
        .init("block of 256 cut short", tensor(GGUFBytes.tensor("a", [32], type: 14)), isBadEntry),
        .init("type 4, gone from the format", tensor(GGUFBytes.tensor("a", [32], type: 4)), isUnsupported),
        .init("type 99", tensor(GGUFBytes.tensor("a", [32], type: 99)), isUnsupported),
        .init("type -1", tensor(GGUFBytes.tensor("a", [32], type: .max)), isUnsupported),
        .init("offset not aligned", tensor(GGUFBytes.tensor("a", [1], offset: 1)), isBadEntry),
        .init("offset with a hole", tensor(GGUFBytes.tensor("a", [1], offset: 32)), isBadEntry),
        .init("offset of 2^64 - 32", tensor(GGUFBytes.tensor("a", [1], offset: .max - 31)), isBadEntry),
        .init("offset of 2^63 - 32", tensor(GGUFBytes.tensor("a", [1], offset: 1 << 63 - 32)), isBadEntry),
        .init("name twice", pair(GGUFBytes.tensor("a", [1]), GGUFBytes.tensor("a", [1], offset: 32)), isBadEntry),
        .init(
            "tensors that overlap", pair(GGUFBytes.tensor("a", [9]), GGUFBytes.tensor("b", [1], offset: 32)), isBadEntry
        ),
        .init("the same bytes twice", pair(GGUFBytes.tensor("a", [1]), GGUFBytes.tensor("b", [1])), isBadEntry),
    ]
}

/// The files and the errors of the tables above.
extension GGUFHostileTests {
    private static func make(_ change: (inout GGUFBytes) -> Void) -> [UInt8] {
        var file = GGUFBytes()
        change(&file)
        return file.bytes
    }

    private static func entry(_ bytes: [UInt8]) -> [UInt8] { make { $0.entries = [bytes] } }

    private static func alignment(_ value: UInt32) -> [UInt8] { entry(GGUFBytes.entry("general.alignment", value)) }

    private static func array(_ type: UInt32, _ count: UInt64, _ elements: [UInt8] = []) -> [UInt8] {
        entry(GGUFBytes.entry("a", 9, GGUFBytes.array(type, count, elements)))
    }

    /// Two arrays of bytes.
    private static func twoArrays(_ one: Int, _ other: Int) -> [UInt8] {
        make { file in
            for count in [one, other] {
                let array = GGUFBytes.array(0, UInt64(count), [UInt8](repeating: 0, count: count))
                file.entries.append(GGUFBytes.entry("a\(count)", 9, array))
            }
        }
    }

    private static func nested(_ depth: Int) -> [UInt8] {
        entry(GGUFBytes.entry("a", 9, (0..<depth).flatMap { _ in GGUFBytes.array(9, 1) }))
    }

    private static func tensor(_ bytes: [UInt8]) -> [UInt8] {
        make {
            $0.tensors = [bytes]
            $0.data = [UInt8](repeating: 0, count: 64)
        }
    }

    private static func pair(_ one: [UInt8], _ other: [UInt8]) -> [UInt8] {
        make {
            $0.tensors = [one, other]
            $0.data = [UInt8](repeating: 0, count: 128)
        }
    }

    @Sendable private static func isNotGGUF(_ error: GGUFError) -> Bool {
        if case .notGGUF = error { true } else { false }
    }
    @Sendable private static func isTruncated(_ error: GGUFError) -> Bool {
        if case .truncated = error { true } else { false }
    }
    @Sendable private static func isUnsupported(_ error: GGUFError) -> Bool {
        switch error {
        case .unsupportedVersion, .unsupportedType: true
        default: false
        }
    }
    @Sendable private static func isTooMany(_ error: GGUFError) -> Bool {
        if case .tooMany = error { error.problem.utf8.count < 500 } else { false }
    }
    @Sendable private static func isBadEntry(_ error: GGUFError) -> Bool {
        if case .badEntry = error { error.problem.utf8.count < 500 } else { false }
    }
    @Sendable private static func isBadMetadata(_ error: GGUFError) -> Bool {
        if case .badMetadata = error { true } else { false }
    }
    /// Padding is read as the start of what is not there; which rule it breaks first does not matter.
    @Sendable private static func isFault(_ error: GGUFError) -> Bool { true }
}
