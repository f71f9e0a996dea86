import AttuneErrors
import AttuneTraining
import Foundation
import Testing

@Suite struct HubCacheTests {
    private static let first = "0123456789abcdef0123456789abcdef01234567"
    private static let second = "fedcba9876543210fedcba9876543210fedcba98"

    /// Runs with a cache that holds org/tiny with these snapshots and references.
    private func withCache(
        snapshots: [String], references: [String: String], _ body: (HubCache, URL) throws -> Void
    ) throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: root) }
        let model = root.appendingPathComponent("hub/models--org--tiny-1.0")
        let manager = FileManager.default
        try manager.createDirectory(at: model.appendingPathComponent("blobs"), withIntermediateDirectories: true)
        try manager.createDirectory(at: model.appendingPathComponent("refs"), withIntermediateDirectories: true)
        try Data("{}".utf8).write(to: model.appendingPathComponent("blobs/aa"))
        for snapshot in snapshots {
            let folder = model.appendingPathComponent("snapshots/" + snapshot)
            try manager.createDirectory(at: folder, withIntermediateDirectories: true)
            try manager.createSymbolicLink(
                atPath: folder.path + "/config.json", withDestinationPath: "../../blobs/aa")
        }
        for (name, commit) in references {
            try Data(commit.utf8).write(to: model.appendingPathComponent("refs/" + name))
        }
        try body(HubCache(environment: ["HF_HOME": root.path], home: "/nowhere"), model)
    }

    @Test(arguments: [
        (["HF_HUB_CACHE": "/a", "HF_HOME": "/b"], "/a"), (["HF_HOME": "/b", "XDG_CACHE_HOME": "/c"], "/b/hub"),
        (["XDG_CACHE_HOME": "/c"], "/c/huggingface/hub"), (["HF_HUB_CACHE": "~/x"], "/home-folder/x"),
        ([:], "/home-folder/.cache/huggingface/hub"),
    ])
    func theFolderIsTheOneOfTheHubsOwnPrograms(environment: [String: String], expected: String) {
        #expect(HubCache(environment: environment, home: "/home-folder").folder == expected)
    }

    @Test func aNameIsTheSnapshotThatMainStandsFor() throws {
        let references = ["main": Self.second + "\n", "v1": Self.first]
        try withCache(snapshots: [Self.first, Self.second], references: references) { (cache, model) throws in
            let path = model.path + "/snapshots/"
            #expect(cache.models == ["org/tiny-1.0"])
            #expect(try cache.snapshot(of: "org/tiny-1.0") == path + Self.second)
            #expect(try cache.snapshot(of: "org/tiny-1.0@v1") == path + Self.first)
            #expect(try cache.snapshot(of: "org/tiny-1.0@0123456") == path + Self.first)
            #expect(try cache.snapshot(of: "org/other") == nil)
        }
    }

    @Test func withoutReferencesTheOnlySnapshotIsTaken() throws {
        try withCache(snapshots: [Self.first], references: [:]) { (cache, model) throws in
            #expect(try cache.snapshot(of: "org/tiny-1.0") == model.path + "/snapshots/" + Self.first)
        }
        try withCache(snapshots: [Self.first, Self.second], references: [:]) { (cache, _) throws in
            let revisions = [Self.first, Self.second]
            #expect(throws: HubCacheError.severalSnapshots(name: "org/tiny-1.0", revisions: revisions)) {
                try cache.snapshot(of: "org/tiny-1.0")
            }
        }
    }

    @Test func whatIsNotCompleteIsAnError() throws {
        try withCache(snapshots: [Self.first], references: ["main": Self.first]) { (cache, model) throws in
            #expect(throws: HubCacheError.self) { try cache.snapshot(of: "org/tiny-1.0@v9") }
            try FileManager.default.removeItem(at: model.appendingPathComponent("blobs/aa"))
            let folder = model.path + "/snapshots/" + Self.first
            #expect(
                throws: HubCacheError.brokenLinks(name: "org/tiny-1.0", folder: folder, files: ["config.json"])
            ) { try cache.snapshot(of: "org/tiny-1.0") }
        }
        try withCache(snapshots: [], references: ["main": Self.first]) { (cache, model) throws in
            #expect(throws: HubCacheError.noSnapshot(name: "org/tiny-1.0", folder: model.path)) {
                try cache.snapshot(of: "org/tiny-1.0")
            }
        }
    }

    @Test(arguments: ["tiny", "a/b/c", "../tiny-1.0", "org/..", "/org/tiny-1.0", "org/ti ny", "org/tiny-1.0@../x", ""])
    func otherTextsAreNoNames(text: String) throws {
        try withCache(snapshots: [Self.first], references: ["main": Self.first]) { (cache, _) throws in
            #expect(try cache.snapshot(of: text) == nil)
        }
    }

    @Test func aReferenceThatLeadsOutOfTheCacheIsNotFollowed() throws {
        try withCache(snapshots: [Self.first], references: ["main": "../../../../etc"]) { (cache, model) throws in
            #expect(try cache.snapshot(of: "org/tiny-1.0") == model.path + "/snapshots/" + Self.first)
        }
    }

    @Test func aRecipeMayNameAModelOfTheHub() throws {
        try withCache(snapshots: [Self.first], references: ["main": Self.first]) { (cache, model) throws in
            let file = model.appendingPathComponent("a.yaml")
            try Data("model: { path: org/tiny-1.0 }\ndata: { train: [ { path: a.jsonl } ] }\n".utf8).write(to: file)
            let home = URL(fileURLWithPath: cache.folder).deletingLastPathComponent().path
            let read = { try RecipeReader.read(path: file.path, environment: ["HF_HOME": home]) }
            #expect(try read().model.path == model.path + "/snapshots/" + Self.first)
            try FileManager.default.removeItem(at: model.appendingPathComponent("blobs/aa"))
            let error = #expect(throws: RecipeError.self) { try read() }
            #expect(error?.problem.contains("model.path: org/tiny-1.0 is not complete") == true)
            #expect(error?.remedy.contains("hf download org/tiny-1.0") == true)
        }
    }
}
