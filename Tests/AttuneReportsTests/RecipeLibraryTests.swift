import AttuneTraining
import Foundation
import Testing

@testable import AttuneReports

/// The recipes that come with the program: what they need, and copies of them.
struct RecipeLibraryTests {
    private static let own = [
        "classification": ["messages/train.csv", "messages/test.csv"], "first": ["train.jsonl"],
        "medical-chat": ["medical/train.jsonl", "medical/valid.jsonl", "medical/test.jsonl"],
    ]

    /// Calls `body` with an empty folder that goes away afterwards.
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "attune-recipes-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    @Test func whatTheProgramDoesNotBringIsNamed() throws {
        let names = try RecipeLibrary.names()
        #expect(names.count == 12)
        for name in names { #expect(try RecipeLibrary.ownData(of: name) == Self.own[name] ?? [], "\(name)") }
    }

    @Test func aCopyFindsItsInputsAndRunsInTheWorkingFolder() throws {
        try withFolder { folder in
            let files = ["models/smollm2-135m-instruct", "data/drug-reviews/train.tsv", "data/drug-reviews/test.tsv"]
            for file in files {
                try FileManager.default.createDirectory(
                    atPath: folder + "/cache/" + file, withIntermediateDirectories: true)
            }
            for name in try RecipeLibrary.names() where Self.own[name] == nil {
                let copy = folder + "/copy of \(name).yaml"
                #expect(try RecipeLibrary.copy(name, to: copy) == ["general-probe.jsonl"], "\(name)")
                let recipe = try RecipeReader.read(path: copy, environment: ["ATTUNE_CACHE": folder + "/cache"])
                try recipe.checkInputs()
                let working = FileManager.default.currentDirectoryPath
                #expect(recipe.output.directory == working + "/runs/copy of \(name)")
            }
        }
    }

    @Test func nothingThatIsThereIsOverwritten() throws {
        try withFolder { folder in
            let (target, probe) = (folder + "/my.yaml", folder + "/general-probe.jsonl")
            try "mine".write(toFile: probe, atomically: true, encoding: .utf8)
            #expect(throws: RecipeLibraryError.otherCompanion(path: probe, recipe: "lora")) {
                try RecipeLibrary.copy("lora", to: target)
            }
            #expect(!FileManager.default.fileExists(atPath: target))
            #expect(try String(contentsOfFile: probe, encoding: .utf8) == "mine")
            #expect(try RecipeLibrary.copy("first", to: target).isEmpty)
            #expect(throws: RecipeLibraryError.targetExists(path: target)) {
                try RecipeLibrary.copy("first", to: target)
            }
        }
    }

    @Test func anUnknownNameIsAnsweredWithTheNearest() {
        #expect(throws: RecipeLibraryError.unknown(name: "layer-wise", nearest: ["layerwise"])) {
            try RecipeLibrary.path(of: "layer-wise")
        }
    }
}
