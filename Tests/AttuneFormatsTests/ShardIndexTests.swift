import AttuneFormats
import AttuneJSON
import Foundation
import Testing

struct ShardIndexTests {
    @Test func shardsAreReadAndCheckedAgainstTheIndex() throws {
        try withShards(index: ["a": "one.safetensors", "b": "two.safetensors"]) { folder, index in
            let tensors = try ShardIndex(path: index).tensors(in: folder, indexPath: index)
            #expect(tensors.map(\.name) == ["a", "b"])
        }
    }

    @Test func aShardWithoutItsTensorIsAnError() throws {
        let names = ["a": "one.safetensors", "b": "two.safetensors", "c": "two.safetensors"]
        try withShards(index: names) { folder, index in
            #expect(throws: ShardIndexError.missingTensor(path: index, name: "c", shard: "two.safetensors")) {
                try ShardIndex(path: index).tensors(in: folder, indexPath: index)
            }
        }
    }

    @Test func aTensorThatTheIndexPlacesElsewhereIsAnError() throws {
        for names in [["b": "two.safetensors"], ["a": "two.safetensors", "b": "one.safetensors"]] {
            try withShards(index: names.merging(["z": "one.safetensors"]) { old, _ in old }) { folder, index in
                #expect(throws: ShardIndexError.strayTensor(path: index, name: "a", shard: "one.safetensors")) {
                    try ShardIndex(path: index).tensors(in: folder, indexPath: index)
                }
            }
        }
    }

    @Test func aMissingShardIsNamed() throws {
        try withShards(index: ["a": "three.safetensors"]) { folder, index in
            #expect {
                _ = try ShardIndex(path: index).tensors(in: folder, indexPath: index)
            } throws: { error in
                if case FileError.cannotOpen(let path, _) = error {
                    path.hasSuffix("/three.safetensors")
                } else {
                    false
                }
            }
        }
    }

    @Test(arguments: [
        "../model.safetensors", "/etc/passwd", "..", ".", "", "a/b.safetensors", "https://example.com/x",
        "file:///etc/passwd", "a\u{0}b", "a\u{1B}[2J", String(repeating: "a", count: 256),
    ])
    func aNameThatLeavesTheFolderIsRefused(shard: String) throws {
        let map = JSONObject([("weight_map", .object(JSONObject([("t", .string(shard))])))])
        try FormatFiles.with(Array(JSONValue.object(map).encoded().utf8)) { path in
            #expect(throws: ShardIndexError.badName(path: path, name: "t", shard: shard)) { try ShardIndex(path: path) }
        }
    }

    @Test(arguments: [
        "", "{}", "[]", #"{"weight_map":[]}"#, #"{"weight_map":{}}"#, #"{"weight_map":{"t":1}}"#,
        #"{"weight_map":{"t":"a","t":"b"}}"#,
    ])
    func aBrokenIndexIsAnError(text: String) throws {
        try FormatFiles.with(Array(text.utf8)) { path in
            #expect {
                _ = try ShardIndex(path: path)
            } throws: { error in
                error is JSONError || error is ShardIndexError
            }
        }
    }

    /// A folder whose shards `one` and `two` hold the tensors `a` and `b`.
    private func withShards(index: [String: String], _ body: (String, String) throws -> Void) throws {
        try FormatFiles.withFolder { folder in
            for (shard, name) in [("one", "a"), ("two", "b")] {
                let header = "{\(SafetensorsBytes.entry(name, "U8", "[1]", "[0,1]"))}"
                let path = URL(fileURLWithPath: folder + "/" + shard + ".safetensors")
                try Data(SafetensorsBytes.file(header, [0])).write(to: path)
            }
            let map = JSONObject(index.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
            let text = JSONValue.object(JSONObject([("weight_map", .object(map))])).encoded()
            try AtomicFile.write(text, to: folder + "/index.json")
            try body(folder, folder + "/index.json")
        }
    }
}
