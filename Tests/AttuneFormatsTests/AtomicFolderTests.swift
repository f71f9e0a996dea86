import AttuneFormats
import Foundation
import Testing

struct AtomicFolderTests {
    private struct Refusal: Error {}

    /// A folder of the test's own, removed at its end.
    private func inFolder(_ body: (String) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "attune-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    private func make(_ path: String, _ text: String, earlier: AtomicFolder.Earlier = .isReplaced) throws {
        try AtomicFolder.make(path, earlier: earlier) { try AtomicFile.write(text, to: $0 + "/file") }
    }

    private func text(_ folder: String) throws -> String {
        try String(contentsOfFile: folder + "/file", encoding: .utf8)
    }

    private func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    @Test func `a folder appears under its name with what was written, and nothing beside it`() throws {
        try inFolder { folder in
            try make(folder + "/above/new/", "one")
            #expect(try text(folder + "/above/new") == "one")
            #expect(try names(folder + "/above") == ["new"])
        }
    }

    @Test func `a failure leaves nothing of the new folder and all of the earlier one`() throws {
        try inFolder { folder in
            try make(folder + "/model", "one")
            #expect(throws: Refusal.self) {
                try AtomicFolder.make(folder + "/model", earlier: .isReplaced) { place in
                    try AtomicFile.write("two", to: place + "/file")
                    throw Refusal()
                }
            }
            #expect(try text(folder + "/model") == "one")
            #expect(try names(folder) == ["model"])
        }
    }

    @Test func `an earlier folder is replaced, or gets the next free number`() throws {
        try inFolder { folder in
            let path = folder + "/model"
            try make(path, "one")
            try make(path, "two")
            #expect(try names(folder) == ["model"])
            try make(path, "three", earlier: .isMovedAside)
            try make(path, "four", earlier: .isMovedAside)
            #expect(try names(folder) == ["model", "model.old-1", "model.old-2"])
            #expect(try ["", ".old-1", ".old-2"].map { try text(path + $0) } == ["four", "two", "three"])
        }
    }

    @Test func `what a run that was cut off has left is no hindrance`() throws {
        try inFolder { folder in
            for name in ["model.partial", ".trash-model.partial"] {
                try FileManager.default.createDirectory(
                    atPath: "\(folder)/\(name)/inner", withIntermediateDirectories: true)
            }
            try make(folder + "/model", "one")
            #expect(try names(folder) == ["model"])
            #expect(try names(folder + "/model") == ["file"])
        }
    }
}
