import AttuneFormats
import AttuneModels
import Foundation
import Testing

struct GGUFNamesTests {
    /// Replaces a name by one of the same length, so that the rest of the file stays right.
    @Test(arguments: [
        ("blk.1.attn_q.weight", "blk.+.attn_q.weight"), ("blk.1.attn_q.weight", "blk.1.attn_x.weight"),
        ("blk.1.attn_q.weight", "blk.-.attn_q.weight"), ("token_embd.weight", "token_embe.weight"),
        ("blk.1.attn_norm.weight", "blk.01.attn_orm.weight"),
    ])
    func aNameThatIsNotLlamasIsRefused(name: String, other: String) throws {
        try withFile(replacing: [name: other]) { path in
            #expect(throws: (any Error).self) { try WeightSource(path: path) }
        }
    }

    @Test func layersAreCountedInPlainDecimals() throws {
        try withFile(replacing: ["blk.1.ffn_down.weight": "blk.001.ffn_up.weight"]) { path in
            let names = ["blk.001.ffn_up.weight"]
            #expect(throws: WeightError.unknownTensors(path: path, family: "llama", names: names)) {
                try WeightSource(path: path)
            }
        }
    }

    @Test func theSameFileWithoutAChangeIsRead() throws {
        try withFile(replacing: [:]) { path in
            let names = try WeightSource(path: path).names
            #expect(names.count == 20)
        }
    }

    private func withFile(replacing names: [String: String], _ body: (String) throws -> Void) throws {
        var data = try Data(contentsOf: URL(fileURLWithPath: WeightFiles.gguf("llama-tied")))
        for (name, other) in names {
            #expect(name.utf8.count == other.utf8.count)
            let place = try #require(data.range(of: Data(name.utf8)))
            data.replaceSubrange(place, with: Data(other.utf8))
        }
        try WeightFiles.withFolder { folder in
            let path = folder + "/model.gguf"
            try data.write(to: URL(fileURLWithPath: path))
            try body(path)
        }
    }
}
