import AttuneErrors
import AttuneJSON
import AttuneText
import Testing

@Suite struct TokenizerSourceTests {
    /// A minimal file with one part replaced.
    private func file(
        model: String = #"{"type":"BPE","vocab":{"a":0,"b":1,"ab":2},"merges":["a b"]}"#,
        rest: String = #""pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false}"#
    ) -> [UInt8] {
        Array(#"{"model":\#(model),\#(rest)}"#.utf8)
    }

    private func refusal(_ bytes: [UInt8], _ configuration: TokenizerConfiguration? = nil) throws -> any RemediedError {
        do {
            _ = try Tokenizer(TokenizerSource(tokenizerJSON: bytes, configuration: configuration))
        } catch let error as any RemediedError { return error }
        Issue.record("Nothing was refused.")
        return TokenizerError.textTooLong(bytes: 0)
    }

    @Test func aMinimalFileIsRead() throws {
        let source = try TokenizerSource(tokenizerJSON: file())
        #expect(source.merges == [TokenizerSource.Merge(left: 0, right: 1, merged: 2)])
        #expect(try Tokenizer(source).encode("abba") == [2, 1, 0])
    }

    @Test(arguments: [
        (#"{"type":"WordPiece"}"#, "model.type"), (#"{"type":"Unigram"}"#, "model.type"),
        (#"{"type":"BPE","dropout":0.1,"vocab":{},"merges":[]}"#, "model.dropout"),
        (#"{"vocab":{},"merges":[],"end_of_word_suffix":"</w>"}"#, "model.end_of_word_suffix"),
        (#"{"vocab":{},"merges":[],"continuing_subword_prefix":"\#("##")"}"#, "model.continuing_subword_prefix"),
    ])
    func otherModelsAreUnsupportedByTheirPath(model: String, path: String) throws {
        guard case TokenizerError.unsupported(let found, _, _) = try refusal(file(model: model)) else {
            Issue.record("\(try refusal(file(model: model)))")
            return
        }
        #expect(found == path)
    }

    @Test(arguments: [
        (
            #""normalizer":{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"Lowercase"}]}"#,
            "normalizer.normalizers[1].type"
        ),
        (#""normalizer":{"type":"NFKC"}"#, "normalizer.type"),
        (#""normalizer":{"type":"Precompiled"}"#, "normalizer.type"),
        (#""normalizer":{"type":"Replace","pattern":{"Regex":"(a+)+$"},"content":""}"#, "normalizer.pattern.Regex"),
        (#""pre_tokenizer":{"type":"Whitespace"}"#, "pre_tokenizer.type"),
        (
            #""pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Punctuation"}]}"#,
            "pre_tokenizer.pretokenizers[0].type"
        ),
        (
            #""pre_tokenizer":{"type":"Split","pattern":{"Regex":"(a+)+$"},"behavior":"Isolated"}"#,
            "pre_tokenizer.pattern.Regex"
        ),
        (#""pre_tokenizer":{"type":"Split","pattern":{"String":" "},"behavior":"Other"}"#, "pre_tokenizer.behavior"),
        (#""post_processor":{"type":"BertProcessing"}"#, "post_processor.type"),
        (#""decoder":{"type":"WordPiece"}"#, "decoder.type"),
        (#""decoder":{"type":"Sequence","decoders":[{"type":"Fuse"},{"type":"ByteFallback"}]}"#, "decoder.decoders[1]"),
    ])
    func otherComponentsAreUnsupportedByTheirPath(rest: String, path: String) throws {
        guard case TokenizerError.unsupported(let found, _, let supported) = try refusal(file(rest: rest)) else {
            Issue.record("\(try refusal(file(rest: rest)))")
            return
        }
        #expect(found == path)
        #expect(!supported.isEmpty)
    }

    @Test(arguments: [
        #"{"vocab":{"a":0,"b":0},"merges":[]}"#, #"{"vocab":{"a":-1},"merges":[]}"#,
        #"{"vocab":{"a":99999999999},"merges":[]}"#, #"{"vocab":{"a":0.5},"merges":[]}"#, #"{"vocab":[],"merges":[]}"#,
        #"{"vocab":{"a":0},"merges":["a b"]}"#, #"{"vocab":{"a":0},"merges":["a"]}"#,
        #"{"vocab":{"a":0},"merges":[["a"]]}"#, #"{"vocab":{"a":0},"merges":[1]}"#, #"{"vocab":{"a":0}}"#,
        #"{"vocab":{"a":0},"merges":[],"unk_token":"u"}"#, #"{"vocab":{"a":0,"a":1},"merges":[]}"#, "7",
    ])
    func brokenModelsAreErrors(model: String) throws {
        let error = try refusal(file(model: model))
        #expect(!error.problem.isEmpty && !error.remedy.isEmpty)
    }

    @Test(arguments: [
        #""added_tokens":[{"id":0,"content":"x"}]"#, #""added_tokens":[{"id":-1,"content":"x"}]"#,
        #""added_tokens":[{"id":4294967296,"content":"x"}]"#, #""added_tokens":[{"id":5}]"#, #""added_tokens":{}"#,
        #""added_tokens":[{"id":9,"content":"x"},{"id":9,"content":"y"}]"#,
        #""post_processor":{"type":"TemplateProcessing","single":[]}"#,
        #""post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"x"}}],"special_tokens":{}}"#,
        #""decoder":{"type":"Strip","content":" ","start":-1,"stop":0}"#, #""pre_tokenizer":{}"#,
    ])
    func brokenComponentsAreErrors(rest: String) throws {
        let error = try refusal(file(rest: rest))
        #expect(!error.problem.isEmpty && !error.remedy.isEmpty)
    }

    @Test func aRoleMustNameAToken() throws {
        var configuration = TokenizerConfiguration()
        configuration.endToken = "<end>"
        let error = try refusal(file(), configuration)
        #expect(error as? TokenizerError == .unknownToken("<end>", role: "eos_token"))
    }

    @Test func anAddedTokenMustHaveTheIDOfTheVocabulary() throws {
        let error = try refusal(file(rest: #""added_tokens":[{"id":9,"content":"ab","special":true}]"#))
        #expect(error as? TokenizerError == .conflictingAddedToken(token: "ab", id: 9, vocabularyID: 2))
    }

    @Test func theConfigurationGivesRolesTokensAndTemplate() throws {
        let json = #"""
            {"bos_token": "<s>", "eos_token": {"content": "</s>", "lstrip": false}, "pad_token": null,
             "chat_template": [{"name": "tools", "template": "T"}, {"name": "default", "template": "D"}],
             "added_tokens_decoder": {"3": {"content": "<s>", "special": true}, "4": {"content": "</s>", "special": true}}}
            """#
        let configuration = try TokenizerConfiguration(JSONParser.parse(json))
        #expect(configuration.chatTemplate == "D")
        let source = try TokenizerSource(tokenizerJSON: file(), configuration: configuration)
        #expect(source.roles == TokenRoles(begin: 3, end: 4))
        #expect(try Tokenizer(source).encode("<s>ab</s>") == [3, 2, 4])
    }

    @Test func mergesMayHoldSpaces() throws {
        let table = TokenTable([" ", "  ", "a", " a"].map { Array($0.utf8) })
        let merges = try table.merges(spelled: [Array("   ".utf8), Array("  a".utf8)])
        #expect(merges.map(\.merged) == [1, 3])
    }
}
