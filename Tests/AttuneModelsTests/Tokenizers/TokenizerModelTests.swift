import AttuneErrors
import AttuneFormats
import AttuneJSON
import AttuneModels
import AttuneText
import Foundation
import Testing

@Suite struct TokenizerModelTests {
    private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures/tokenizers").path

    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.path)
    }

    private func write(_ text: String, _ name: String, in folder: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
    }

    private func expectFixtureIDs(_ tokenizer: Tokenizer) throws {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: Self.fixtures + "/smollm.cases.json"))
        for fixture in try JSONPath(JSONParser.parse(Array(bytes))).at("cases").elements() {
            let expected = try fixture.at("ids").elements().map { try Int32($0.integer()) }
            #expect(try tokenizer.encode(fixture.at("text").string()) == expected)
        }
    }

    @Test func theTokenizerOfAGGUFFileHasTheIDsOfTheReference() throws {
        let model = try ModelTokenizer(path: Self.fixtures + "/smollm.gguf")
        try expectFixtureIDs(model.tokenizer)
        #expect(model.endTokens == [2])
        #expect(model.tokenizer.beginToken == 1)
        #expect(model.chatTemplate == "{% for m in messages %}{{ m['content'] }}\n{% endfor %}")
        #expect(model.tokenizer.specialTokens.map(\.id) == [0, 1, 2])
    }

    @Test func theFilesMadeForAGGUFFileGiveTheSameTokenizer() throws {
        let model = try ModelTokenizer(path: Self.fixtures + "/smollm.gguf")
        try withFolder { folder in
            #expect(try model.write(to: folder).contains("chat_template.jinja"))
            let reopened = try ModelTokenizer(path: folder)
            try expectFixtureIDs(reopened.tokenizer)
            #expect(reopened.tokenizer.source == model.tokenizer.source)
            #expect(reopened.chatTemplate == model.chatTemplate)
            #expect(reopened.endTokens == model.endTokens)
        }
    }

    @Test func theFilesOfAFolderAreCopiedByteByByte() throws {
        let model = try ModelTokenizer(path: Self.fixtures + "/smollm.gguf")
        try withFolder { first in
            try model.write(to: first)
            try write("unknown to all \u{E9}", "merges.txt", in: first)
            try withFolder { second in
                let names = try ModelTokenizer(path: first).write(to: second)
                #expect(names.count == 6)
                for name in names {
                    let (a, b) = (URL(fileURLWithPath: first + "/" + name), URL(fileURLWithPath: second + "/" + name))
                    #expect(try Data(contentsOf: a) == Data(contentsOf: b))
                }
            }
        }
    }

    @Test(arguments: [
        "gpt2", "smollm", "llama3", "qwen2", "qwen35", "gpt4o", "tekken", "deepseek3", "default", "added", "llama2",
        "phi3", "mistral", "metaspace", "gemma",
    ])
    func aSourceSurvivesBeingWrittenAndRead(family: String) throws {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: Self.fixtures + "/\(family).json"))
        let source = try TokenizerSource(tokenizerJSON: Array(bytes))
        let written = source.tokenizerJSON.encoded()
        var again = try TokenizerSource(tokenizerJSON: Array(written.utf8))
        again.addedTokens.sort { $0.id < $1.id }
        var expected = source
        expected.addedTokens.sort { $0.id < $1.id }
        #expect(again == expected)
    }

    @Test func theTemplateFileComesBeforeTheOneInTheConfiguration() throws {
        let model = try ModelTokenizer(path: Self.fixtures + "/smollm.gguf")
        try withFolder { folder in
            try model.write(to: folder)
            try write("other", "chat_template.jinja", in: folder)
            try write(#"{"eos_token_id": [2, 0, 2]}"#, "generation_config.json", in: folder)
            let reopened = try ModelTokenizer(path: folder)
            #expect(reopened.chatTemplate == "other")
            #expect(reopened.endTokens == [2, 0])
        }
    }

    @Test func anExplicitSettingAddsTheBeginToken() throws {
        let model = try ModelTokenizer(path: Self.fixtures + "/smollm.gguf")
        try withFolder { folder in
            try model.write(to: folder)
            try write(#"{"add_bos_token": true, "bos_token": "<|im_start|>"}"#, "tokenizer_config.json", in: folder)
            let ids = try ModelTokenizer(path: folder).tokenizer.encode("", addsSpecialTokens: true)
            #expect(ids == [1])
        }
    }

    @Test(arguments: ["bos", "eos"]) func aTokenThatIsWantedButNotNamedIsAnError(role: String) throws {
        try withFolder { folder in
            try FileManager.default.copyItem(atPath: Self.fixtures + "/smollm.json", toPath: folder + "/tokenizer.json")
            try write("{\"add_\(role)_token\": true}", "tokenizer_config.json", in: folder)
            let error = #expect(throws: TokenizerError.self) { _ = try ModelTokenizer(path: folder) }
            #expect(error?.problem.contains("add_\(role)_token") == true)
        }
    }

    @Test func aMissingOrBrokenTokenizerIsAnErrorWithItsPath() throws {
        #expect(throws: ModelTokenizerError.notFound(path: "/nowhere")) { try ModelTokenizer(path: "/nowhere") }
        try withFolder { folder in
            #expect(throws: ModelTokenizerError.noTokenizer(folder: folder)) { try ModelTokenizer(path: folder) }
            try write("{", "tokenizer.json", in: folder)
            #expect(throws: JSONError.self) { try ModelTokenizer(path: folder) }
        }
    }

    @Test(arguments: [
        ("t5", "default", "tokenizer.ggml.model"), ("gpt2", "unheard-of", "tokenizer.ggml.pre"),
    ])
    func otherVocabulariesAreUnsupportedByTheirKey(model: String, pre: String, path: String) throws {
        var vocabulary = GGUFVocabulary()
        vocabulary.model = model
        vocabulary.preTokenizer = pre
        do {
            _ = try TokenizerSource(vocabulary)
            Issue.record("Nothing was refused.")
        } catch TokenizerError.unsupported(let found, _, let supported) {
            #expect(found == path)
            #expect(!supported.isEmpty)
        }
    }

    @Test func aVocabularyWithRolesOrMergesOutOfRangeIsRefused() throws {
        var vocabulary = GGUFVocabulary()
        vocabulary.tokens = [Array("a".utf8)]
        vocabulary.roles.begin = 7
        #expect(throws: TokenizerError.self) { try TokenizerSource(vocabulary) }
        vocabulary.roles.begin = nil
        vocabulary.merges = [Array("a b".utf8)]
        #expect(throws: TokenizerError.unknownMergeToken(merge: 0, token: "b")) { try TokenizerSource(vocabulary) }
    }

    @Test func userDefinedTokensMatchWithoutBeingSpecial() throws {
        var vocabulary = GGUFVocabulary()
        vocabulary.preTokenizer = "gpt-2"
        vocabulary.tokens = ["a", "<think>", "<end>"].map { Array($0.utf8) }
        vocabulary.kinds = [.normal, .userDefined, .control]
        vocabulary.roles.begin = 2
        vocabulary.addsBeginToken = true
        let tokenizer = try Tokenizer(TokenizerSource(vocabulary))
        #expect(try tokenizer.encode("a<think><end>", parsesSpecials: false) == [0, 1])
        #expect(try tokenizer.encode("a<end>", addsSpecialTokens: true) == [2, 0, 2])
    }
}
