import AttuneTestSupport
import Foundation
import Testing

@testable import AttuneTraining

/// What a model's own files say of it.
struct ModelOriginTests {
    private let folder = NSTemporaryDirectory() + "attune-origin-\(UUID().uuidString)"

    /// What the files of a folder of this name say.
    private func model(_ name: String, card: String? = nil, files: [String: String] = [:]) throws -> ModelOrigin {
        let path = folder + "/" + name
        let manager = FileManager.default
        try manager.createDirectory(atPath: path, withIntermediateDirectories: true)
        try card?.write(toFile: path + "/README.md", atomically: true, encoding: .utf8)
        for (file, text) in files { try text.write(toFile: path + "/" + file, atomically: true, encoding: .utf8) }
        defer { try? manager.removeItem(atPath: folder) }
        return ModelOrigin(path: path, isGGUF: false)
    }

    @Test func aGGUFFileSpeaksForItselfAndNotForItsFolder() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/small.gguf"
        try FileManager.default.copyItem(atPath: Fixture.root + "/tokenizers/smollm.gguf", toPath: path)
        try "x".write(toFile: folder + "/LICENSE", atomically: true, encoding: .utf8)
        try "---\nlicense: mit\n---\n".write(toFile: folder + "/README.md", atomically: true, encoding: .utf8)
        let origin = ModelOrigin(path: path, isGGUF: true)
        #expect(origin == ModelOrigin(name: "small"))
    }

    @Test func aCardNamesLicenceAndLanguages() throws {
        let origin = try model(
            "base",
            card: "---\nlicense: other\nlicense_name: own\nlicense_link: LICENSE\nlanguage: [en, no]\n---\n# x\n")
        #expect(origin.license == .init(identifier: "other", name: "own", link: "LICENSE", place: "its model card"))
        #expect(origin.languages == ["en", "no"])
        #expect(origin.name == "base")
        #expect(origin.hubName == nil)
    }

    @Test(arguments: ["", "no header", "---\nlicense: mit\n", "---\n&a [*a\n---\n", "---\nlicense: {a: b}\n---\n"])
    func aCardThatCannotBeReadNamesNothing(card: String) throws {
        #expect(try model("base", card: card).license == nil)
    }

    @Test func filesWithALicenceAreListedAndLargeOnesAreNot() throws {
        let origin = try model(
            "base",
            files: [
                "LICENSE": "x", "NOTICE.txt": "y", "licence.md": String(repeating: "z", count: 2 << 20), "other": "w",
            ])
        #expect(origin.legalFiles.map { $0.split(separator: "/").last } == ["LICENSE", "NOTICE.txt"])
    }

    @Test func theHubsCacheNamesItsModel() throws {
        #expect(try model("models--org--some--name/snapshots/0123").hubName == "org/some--name")
    }

    @Test func theResultOfARunIsCalledByItsRun() throws { #expect(try model("medical/model").name == "medical") }

    @Test(arguments: [
        ("https://huggingface.co/org/name", "org/name"), ("https://huggingface.co/org/name/tree/main", nil),
        ("https://example.org/org/name", nil), ("https://huggingface.co/org/<name>", nil),
    ])
    func anAddressOnTheHubIsAName(address: String, name: String?) {
        #expect(ModelOrigin.hubName(ofAddress: address) == name)
    }
}
