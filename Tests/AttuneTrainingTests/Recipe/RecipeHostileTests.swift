import AttuneErrors
import AttuneTraining
import Foundation
import Testing

private func error(_ text: String) -> RecipeError? {
    do {
        _ = try RecipeReader.read(text: text, name: "r.yaml")
        return nil
    } catch { return error as? RecipeError }
}

private func isSyntax(_ error: RecipeError?, _ word: String) -> Bool {
    guard case .syntax(_, let problem, let remedy) = error else { return false }
    return problem.contains(word) && !remedy.isEmpty
}

@Suite struct RecipeHostileTests {
    @Test func aTabInTheIndentationIsNamedWithItsPlace() {
        let found = error("model:\n\tpath: m\n")
        #expect(found?.problem == "r.yaml:2:1: a tab in the indentation.")
        #expect(found?.remedy == "Indent with spaces; YAML does not allow tabs.")
    }

    @Test func aTabInsideATextIsFine() throws {
        let text = "model: { path: \"a\tb\" }\t# comment\ndata: { train: [{ path: a }] }\n"
        #expect(try RecipeReader.read(text: text).model.path == "a\tb")
    }

    @Test(arguments: [
        "model: {path: m}\nmodel: {path: n}\n", "model: {path: m, path: n}\n", "model: {path: m, \"path\": n}\n",
    ])
    func aKeyThatStandsTwiceIsRefused(text: String) {
        guard case .duplicateKey = error(text) else {
            Issue.record("\(String(describing: error(text)))")
            return
        }
    }

    // Nine levels of nine aliases each: 9^9 values if it were expanded.
    @Test(.timeLimit(.minutes(5))) func anAliasBombIsRefusedBeforeItIsExpanded() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        #expect(isSyntax(error(text), "81 aliases"))
        #expect(isSyntax(error(text.replacing(", *", with: "  ,*")), "81 aliases"))
    }

    @Test func aBombWithinTheAllowedAliasesRunsIntoTheLimitOfValues() {
        var text = "a0: &a0 [\(Array(repeating: "x", count: 2000).joined(separator: ","))]\n"
        for level in 1...5 {
            text += "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 3).joined(separator: ","))]\n"
        }
        #expect(isSyntax(error(text), "too many values"))
    }

    @Test func aFewAliasesWork() throws {
        let text = "model: { path: &m x }\ndata: { train: [{ path: *m }, &s { path: b }, *s] }\n"
        let recipe = try RecipeReader.read(text: text)
        #expect(recipe.data.train.map(\.path) == ["x", "b", "b"])
    }

    @Test func asterisksInTextsAreNotAliases() throws {
        let stars = (0..<40).map { "*word\($0)*" }.joined(separator: " & ")
        let text =
            "model: { path: m }\ndata:\n  train: [{ path: a }]\n  classification:\n    instruction: \"\(stars)\"\n"
        #expect(try RecipeReader.read(text: text).data.classification?.instruction == stars)
    }

    @Test(arguments: [
        ("model: *nowhere", "alias"), ("model: !!python/object:os.system { path: m }", "tag"),
        ("model: { path: !secret m }", "tag"), ("model: { path: !!int m }", "tag"), ("<<: { a: b }", "merge keys"),
        ("? [a, b]\n: c", "not a word"), ("a: b: c", "not YAML"), ("model: {path: m", "not YAML"),
        ("model: \"abc", "not YAML"), ("model: @m", "not YAML"), ("a: 1\n---\nb: 2\n", "another document"),
        ("%YAML 9.9\n---\na: 1", "not YAML"), ("a: \u{1}", "not YAML"), ("\"\\ud800\": 1", "not YAML"),
        ("- 1\n b: 2", "not YAML"), ("]", "not YAML"), ("a: \"\\xZZ\"", "not YAML"),
    ])
    func whatIsNotPlainYAMLIsRefused(text: String, word: String) {
        #expect(isSyntax(error(text), word), "\(String(describing: error(text)))")
    }

    @Test(.timeLimit(.minutes(5)), arguments: ["[", "{", "- ", "{a: ", "? ", "[{a: "])
    func deepNestingIsRefusedQuickly(opening: String) {
        for depth in [40, 900, 5000, 100_000] {
            let text = String(repeating: opening, count: depth) + "1"
            #expect(error(text) != nil)
        }
        let closed = String(repeating: "[", count: 500) + String(repeating: "]", count: 500)
        #expect(isSyntax(error("a: " + closed), "too deep"))
    }

    @Test func aTextOverTheLimitIsRefused() {
        let text = "model: { path: m }\n#" + String(repeating: "x", count: 1 << 20)
        #expect(error(text) == .tooLarge(path: "r.yaml", bytes: text.utf8.count, limit: 1 << 20))
    }

    @Test(.timeLimit(.minutes(5))) func manyKeysAndLongNamesAreRefusedQuickly() {
        #expect(isSyntax(error((0..<60_000).map { "k\($0): 1\n" }.joined()), "too many values"))
        #expect(error("a: &" + String(repeating: "n", count: 900_000)) != nil)
        guard case .unknownKey = error(String(repeating: "k", count: 900) + ": 1") else {
            Issue.record("accepted")
            return
        }
    }

    @Test func errorsShowLongValuesInShort() {
        let found = error("model: { path: m, precision: \(String(repeating: "x", count: 5000)) }")
        #expect((found?.description.utf8.count ?? .max) < 400)
    }

    @Test func randomTextsNeverTrap() {
        var state: UInt64 = 42
        func next(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(limit))
        }
        let parts = [
            "model", "path", "data", "train", ":", ": ", "- ", "[", "]", "{", "}", ",", "\n", "\n  ", "\n    ", "&a",
            "*a",
            "!", "!!str ", "\"", "'", "|", ">", "#", "~", "null", "1e-4", "0", "%", "@", "`", "\t", "é", "\u{FEFF}",
            "\u{2028}", "😀", "?", "---", "...", "<<", "\\x", "\r",
        ]
        for _ in 0..<3000 {
            let text = (0..<next(40)).map { _ in parts[next(parts.count)] }.joined()
            _ = error(text)
        }
    }

    @Test func filesThatAreNoRecipesAreNamed() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("recipe-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func problem(_ name: String, _ data: Data?) throws -> String? {
            let file = folder.appendingPathComponent(name)
            try data?.write(to: file)
            do { _ = try RecipeReader.read(path: file.path) } catch { return (error as? RecipeError)?.problem }
            return nil
        }
        #expect(try problem("none.yaml", nil)?.hasSuffix("there is no such file.") == true)
        #expect(try problem("latin.yaml", Data([0x61, 0xE9, 0x0A]))?.hasSuffix("is not UTF-8 text.") == true)
        #expect(try problem("large.yaml", Data(count: 1 << 21))?.contains("a recipe has at most 1048576") == true)
        #expect(throws: RecipeError.self) { try RecipeReader.read(path: folder.path) }
        #expect(
            try problem("mark.yaml", Data("\u{FEFF}model: 3".utf8))?.contains("mark.yaml:1:8: model has to be") == true)
    }
}
