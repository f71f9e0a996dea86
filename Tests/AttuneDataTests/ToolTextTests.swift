import AttuneData
import AttuneText
import Foundation
import Testing

/// Tools and calls of rows for chat templates that have no place for them.
@Suite struct ToolTextTests {
    private func row(arguments: String) -> String {
        #"{"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "1", "#
            + #""type": "function", "function": {"name": "f", "arguments": \#(arguments)}}]}, {"role": "tool", "content": "5"}, "#
            + #"{"role": "assistant", "content": "five"}], "tools": [{"type": "function", "function": {"name": "f"}}]}"#
    }

    private func sample(_ row: String, template: String = "chatml-default-system") throws -> EncodedSample {
        let record = try #require(try outcomes("a.jsonl", row)[0].usable)
        guard case .samples(let samples, _) = try fixtureEncoder(template: template).encode(record) else {
            throw Refused()
        }
        return try #require(samples.first)
    }

    private struct Refused: Error {}

    @Test(arguments: [
        (#""{\"a\": 1}""#, #"{"a":1}"#), (#"{"a": 1}"#, #"{"a":1}"#), (#""{}""#, "{}"),
        (#""{\"a\": ""#, #""{\"a\": ""#), (#""[1]""#, #""[1]""#), (#""""#, #""""#),
    ])
    func argumentsInAStringBecomeTheObjectTheyHold(arguments: String, written: String) throws {
        let text = try sample(row(arguments: arguments)).text
        #expect(text.contains("<tool_call>\n{\"name\":\"f\",\"arguments\":\(written)}\n</tool_call>"))
    }

    @Test func aTemplateWithToolsGetsTheArgumentsAsTheyAre() throws {
        let text = try sample(row(arguments: #""{\"a\": 1}""#), template: "qwen25-tools").text
        #expect(text.contains(#""arguments": "{\"a\": 1}""#), "as Transformers writes it")
    }

    @Test func toolsAsTextAreSaid() throws {
        let plain = #"{"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]}"#
        let tools = row(arguments: "{}")
        #expect(try sample(tools).hasToolText)
        #expect(try !sample(tools, template: "qwen25-tools").hasToolText)
        #expect(try !sample(plain).hasToolText)
        try withFile("a.jsonl", [tools, plain, tools].joined(separator: "\n")) { path in
            let store = try withFolder { folder in
                try DataPreparation(
                    sources: [DataSource(path: path)], encoder: fixtureEncoder(), cacheFolder: folder.path
                ).store()
            }
            #expect(store.manifest.notices.count == 1)
            #expect(store.manifest.notices[0].contains("no place for tools, so in 2 conversations"))
            let check = try DataChecker(encoder: fixtureEncoder()).check([CheckedSource(DataSource(path: path))])
            #expect(check.count(.toolsAsText) == 2)
            #expect(FindingCode.toolsAsText.meaning.severity == .note)
        }
    }
}
