import AttuneFormats
import Foundation
import Testing

struct GGUFFileTests {
    @Test func metadataOfEveryTypeIsRead() throws {
        var file = GGUFBytes()
        let integers: [(UInt32, [UInt8], Int64)] = [
            (0, [200], 200), (1, [200], -56), (2, [0, 200], 51200), (3, [0, 200], -14336),
            (4, GGUFBytes.number(UInt32.max), 4_294_967_295), (5, GGUFBytes.number(Int32.min), -2_147_483_648),
            (10, GGUFBytes.number(UInt64(1) << 62), 1 << 62), (11, GGUFBytes.number(Int64.min), .min),
        ]
        for (type, bytes, _) in integers { file.entries.append(GGUFBytes.entry("i\(type)", type, bytes)) }
        file.entries += [
            GGUFBytes.entry("huge", 10, GGUFBytes.number(UInt64.max)), GGUFBytes.entry("f", real: -0.5),
            GGUFBytes.entry("d", 12, GGUFBytes.number(Double(1e-300).bitPattern)), GGUFBytes.entry("yes", 7, [1]),
            GGUFBytes.entry("no", 7, [0]), GGUFBytes.entry("text", "né"),
            GGUFBytes.entry("bytes", 8, GGUFBytes.string([0xFF, 0xFE])),
            GGUFBytes.entry("list", 9, GGUFBytes.array(5, 2, GGUFBytes.number(Int32(-1)) + GGUFBytes.number(Int32(7)))),
            GGUFBytes.entry("none", 9, GGUFBytes.array(8, 0)),
        ]
        let metadata = try FormatFiles.with(file.bytes) { try GGUFFile(path: $0).metadata }
        for (type, _, value) in integers { #expect(metadata["i\(type)"] == .integer(value)) }
        #expect(metadata["huge"] == .unsigned(.max) && metadata["f"]?.number == -0.5 && metadata["d"]?.number == 1e-300)
        #expect(metadata["yes"] == .bool(true) && metadata["no"] == .bool(false))
        #expect(metadata["text"]?.text == "né" && metadata["bytes"] == .string([0xFF, 0xFE]))
        #expect(metadata["bytes"]?.text == nil)
        #expect(metadata["list"] == .array([.integer(-1), .integer(7)]) && metadata["none"] == .array([]))
    }

    @Test func versionTwoReadsLikeVersionThree() throws {
        var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: FormatFiles.fixture("llama-tied.gguf"))))
        #expect(bytes[4] == 3)
        let three = try FormatFiles.with(bytes) { try GGUFFile(path: $0) }
        bytes[4] = 2
        let two = try FormatFiles.with(bytes) { try GGUFFile(path: $0) }
        #expect(two.metadata == three.metadata && two.tensors.count == 20)
        for (a, b) in zip(two.tensors, three.tensors) {
            #expect(a.name == b.name && a.shape == b.shape)
            #expect(try a.floats() == b.floats())
        }
    }

    @Test func sizesAreSlowestFirstAndPaddingIsSkipped() throws {
        var file = GGUFBytes()
        file.tensors = [
            GGUFBytes.tensor("a", [3, 2]), GGUFBytes.tensor("empty", [4, 0], offset: 32),
            GGUFBytes.tensor("b", [1], offset: 32),
        ]
        file.data =
            (0..<6).flatMap { GGUFBytes.number(Float($0).bitPattern) } + [UInt8](repeating: 9, count: 8)
            + GGUFBytes.number(Float(42).bitPattern)
        let tensors = try FormatFiles.with(file.bytes) { try GGUFFile(path: $0).tensors }
        #expect(tensors.map(\.shape) == [[2, 3], [0, 4], [1]])
        #expect(try tensors.map { try $0.floats() } == [[0, 1, 2, 3, 4, 5], [], [42]])
    }

    @Test(arguments: [UInt32(8), 64, 4096])
    func theAlignmentOfTheFileHolds(alignment: UInt32) throws {
        var file = GGUFBytes()
        file.padding = Int(alignment)
        file.entries = [GGUFBytes.entry("general.alignment", alignment)]
        file.tensors = [GGUFBytes.tensor("a", [1]), GGUFBytes.tensor("b", [1], offset: UInt64(alignment))]
        file.data = GGUFBytes.number(Float(1).bitPattern)
        file.data += [UInt8](repeating: 0, count: Int(alignment) - 4) + GGUFBytes.number(Float(2).bitPattern)
        let tensors = try FormatFiles.with(file.bytes) { try GGUFFile(path: $0).tensors }
        #expect(try tensors.map { try $0.floats() } == [[1], [2]])
    }

    @Test func everyPrefixOfAFileIsAnErrorAndNoCrash() throws {
        let whole = Array(try Data(contentsOf: URL(fileURLWithPath: FormatFiles.fixture("llama-linear.gguf"))))
        let lengths = Array(0..<1600) + Array(stride(from: 1600, to: whole.count - 64, by: 997))
        for length in lengths {
            try FormatFiles.with(Array(whole[..<length])) { path in
                #expect(throws: GGUFError.self) { try GGUFFile(path: path) }
            }
        }
    }
}
