import AttuneFormats
import Testing

/// A malformed file and the error that it must give.
struct HostileFile<Fault: Error & Sendable>: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]
    let isExpected: @Sendable (Fault) -> Bool

    init(_ name: String, _ bytes: [UInt8], _ isExpected: @escaping @Sendable (Fault) -> Bool) {
        testDescription = name
        self.bytes = bytes
        self.isExpected = isExpected
    }
}

struct SafetensorsHostileTests {
    private typealias Build = SafetensorsBytes

    @Test(.timeLimit(.minutes(5)), arguments: lengths + headers + layouts)
    func isRefusedWithItsError(file: HostileFile<SafetensorsError>) throws {
        try FormatFiles.with(file.bytes) { path -> Void in
            #expect {
                _ = try SafetensorsFile(path: path)
            } throws: { error in
                (error as? SafetensorsError).map(file.isExpected) ?? false
            }
        }
    }

    @Test func aHeaderOfMillionsOfEntriesIsCutOff() throws {
        // 100 MB of members would need gigabytes as a tree; the reader stops at its limit.
        let members = (0..<800_000).map { "\"\($0)\":{}" }.joined(separator: ",")
        let many = "{\"a\":{\"x\":[" + String(repeating: "0,", count: 1_500_000) + "0]},\(members)}"
        try FormatFiles.with(Build.file(many)) { path in
            #expect {
                _ = try SafetensorsFile(path: path)
            } throws: { error in
                if case SafetensorsError.badHeader(_, let reason) = error { reason.contains("limit") } else { false }
            }
        }
    }

    static let lengths: [HostileFile<SafetensorsError>] = [
        .init("empty", [], isTooSmall), .init("seven bytes", [1, 0, 0, 0, 0, 0, 0], isTooSmall),
        .init("header longer than the file", Build.file(headerBytes: 3, "{}"), isTooLarge),
        .init("header of 2^63 bytes", Build.file(headerBytes: 1 << 63, "{}"), isTooLarge),
        .init("header of 2^64 - 1 bytes", Build.file(headerBytes: .max, "{}"), isTooLarge),
        .init("header of nothing", Build.file(headerBytes: 0, ""), isBadHeader),
        .init("header cut short", Build.file(headerBytes: 1, "{}"), isBadHeader),
    ]

    static let headers: [HostileFile<SafetensorsError>] = [
        .init("no JSON", Build.file("hello"), isBadHeader), .init("an array", Build.file("[]"), isBadHeader),
        .init("invalid UTF-8", Build.file(headerBytes: 5, "{", [0x22, 0xFF, 0x22, 0x7D]), isBadHeader),
        .init("nested deeply", Build.file(String(repeating: "[", count: 100_000)), isBadHeader),
        .init("duplicate names", Build.file("{\(entry()),\(entry())}", Build.data(4)), isBadHeader),
        .init("duplicate keys", Build.file(#"{"t":{"dtype":"F32","dtype":"F32","shape":[]}}"#), isBadHeader),
        .init("metadata of numbers", Build.file(#"{"__metadata__":{"a":1}}"#), isBadHeader),
        .init("metadata is a list", Build.file(#"{"__metadata__":[]}"#), isBadHeader),
        .init(
            "name of 1 MB", Build.file("{\(entry(String(repeating: "a", count: 1 << 20)))}", Build.data(4)), isBadHeader
        ),
        .init("path as a name", Build.file("{\(entry("../../x"))}", Build.data(4)), isBadHeader),
        .init("absolute name", Build.file("{\(entry("/etc/passwd"))}", Build.data(4)), isBadHeader),
        .init("escape in a name", Build.file("{\(entry("a\\u001b[2Jb"))}", Build.data(4)), isBadHeader),
        .init("empty name", Build.file("{\(entry(""))}", Build.data(4)), isBadHeader),
        .init(
            "equivalent names", Build.file("{\(entry("\u{E9}", "[0]", "[0,0]")),\(entry("e\u{301}"))}", Build.data(4)),
            isBadTensor),
        .init("entry is a number", Build.file(#"{"t":1}"#), isBadTensor),
        .init("no dtype", Build.file(#"{"t":{"shape":[],"data_offsets":[0,4]}}"#, Build.data(4)), isBadTensor),
        .init("unknown dtype", Build.file("{\(Build.entry("t", "F7", "[1]", "[0,4]"))}", Build.data(4)), isBadTensor),
    ]

    static let layouts: [HostileFile<SafetensorsError>] = [
        .init("negative size", Build.file("{\(entry("t", "[-1]"))}", Build.data(4)), isBadTensor),
        .init("size with a fraction", Build.file("{\(entry("t", "[1.0]"))}", Build.data(4)), isBadTensor),
        .init(
            "2^40 x 2^40", Build.file("{\(entry("t", "[1099511627776,1099511627776]"))}", Build.data(4)), isBadTensor),
        .init("2^62 elements", Build.file("{\(entry("t", "[4611686018427387904]"))}", Build.data(4)), isBadTensor),
        .init("size of 2^64", Build.file("{\(entry("t", "[18446744073709551616]"))}", Build.data(4)), isBadTensor),
        .init("three offsets", Build.file("{\(entry("t", "[1]", "[0,4,4]"))}", Build.data(4)), isBadTensor),
        .init("offsets backwards", Build.file("{\(entry("t", "[1]", "[4,0]"))}", Build.data(4)), isBadTensor),
        .init("negative offsets", Build.file("{\(entry("t", "[1]", "[-4,0]"))}", Build.data(4)), isBadTensor),
        .init("offsets of another size", Build.file("{\(entry("t", "[1]", "[0,8]"))}", Build.data(8)), isBadTensor),
        .init("data missing", Build.file("{\(entry())}", Build.data(3)), isWrongSize),
        .init("no data", Build.file("{\(entry())}"), isWrongSize),
        .init("trailing bytes", Build.file("{\(entry())}", Build.data(5)), isWrongSize),
        .init("data without tensors", Build.file("{}", Build.data(1)), isWrongSize),
        .init("hole before", Build.file("{\(entry("t", "[1]", "[4,8]"))}", Build.data(8)), isBadLayout),
        .init("hole between", Build.file("{\(entry()),\(entry("u", "[1]", "[8,12]"))}", Build.data(12)), isBadLayout),
        .init("overlap", Build.file("{\(entry()),\(entry("u", "[1]", "[2,6]"))}", Build.data(6)), isBadLayout),
        .init("the same bytes twice", Build.file("{\(entry()),\(entry("u"))}", Build.data(4)), isBadLayout),
    ]

    private static func entry(_ name: String = "t", _ shape: String = "[1]", _ offsets: String = "[0,4]") -> String {
        Build.entry(name, "F32", shape, offsets)
    }

    @Sendable private static func isTooSmall(_ error: SafetensorsError) -> Bool {
        if case .headerTooSmall = error { true } else { false }
    }
    @Sendable private static func isTooLarge(_ error: SafetensorsError) -> Bool {
        if case .headerTooLarge = error { true } else { false }
    }
    @Sendable private static func isBadHeader(_ error: SafetensorsError) -> Bool {
        if case .badHeader(_, let reason) = error { reason.utf8.count < 500 } else { false }
    }
    @Sendable private static func isBadTensor(_ error: SafetensorsError) -> Bool {
        if case .badTensor = error { true } else { false }
    }
    @Sendable private static func isBadLayout(_ error: SafetensorsError) -> Bool {
        if case .badLayout = error { true } else { false }
    }
    @Sendable private static func isWrongSize(_ error: SafetensorsError) -> Bool {
        if case .wrongSize = error { true } else { false }
    }
}
