import AttuneData
import AttuneJSON
import AttuneText
import Testing

@Suite struct RecordInterpreterTests {
    private func message(_ role: String, _ content: String) -> ChatMessage { ChatMessage(role: role, content: content) }

    private func content(_ row: String, fields: [String: String] = [:]) throws -> Record.Content? {
        try outcomes("a.jsonl", row + "\n", fields: fields).first?.usable?.content
    }

    @Test(arguments: [
        (#"{"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]}"#, "messages"),
        (#"{"conversations": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]}"#, "messages"),
        (#"{"conversations": [{"from": "human", "value": "q"}, {"from": "gpt", "value": "a"}]}"#, "sharegpt"),
        (#"{"instruction": "q", "input": "", "output": "a"}"#, "alpaca"),
        (#"{"prompt": "q", "completion": "a"}"#, "prompt_completion"),
        (#"{"source": "s", "question": "q", "answer": "a"}"#, "prompt_completion"),
        (#"{"text": "t", "url": "u"}"#, "text"),
    ])
    func theFormatFollowsFromTheKeys(row: String, format: String) throws {
        try withFile("a.jsonl", row) { path in
            var stream = try RecordStream(DataSource(path: path))
            #expect(try stream.next()?.usable != nil)
            #expect(stream.format?.rawValue == format)
        }
    }

    @Test func messagesKeepRolesTextAndFurtherFields() throws {
        let row = """
            {"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": [{"type": "text", "text": "q"}]}, \
            {"role": "assistant", "content": null, "tool_calls": [{"id": "1"}]}, {"role": "tool", "content": "r", "name": "f"}, \
            {"role": "assistant", "content": "a"}], "tools": [{"name": "f"}]}
            """
        guard case .conversation(let conversation) = try content(row) else { throw Missing() }
        #expect(conversation.messages.map(\.role) == ["system", "user", "assistant", "tool", "assistant"])
        #expect(conversation.messages.map(\.content) == ["s", "q", "", "r", "a"])
        #expect(conversation.messages[3].extra["name"] == .string("f"))
        #expect(conversation.tools?.encoded() == #"[{"type":"function","function":{"name":"f"}}]"#)
    }

    @Test func shareGPTCallsBecomeToolCalls() throws {
        let row = #"""
            {"conversations": [{"from": "human", "value": "q"}, {"from": "function_call", "value": "{\"name\": \"f\", \"arguments\": {\"x\": 1}}"}, {"from": "observation", "value": "r"}, {"from": "gpt", "value": "a"}], "system": "s", "tools": "[{\"name\": \"f\"}]"}
            """#
        guard case .conversation(let conversation) = try content(row) else { throw Missing() }
        #expect(conversation.messages.map(\.role) == ["system", "user", "assistant", "tool", "assistant"])
        #expect(
            conversation.messages[2].extra["tool_calls"]?.encoded()
                == #"[{"type":"function","function":{"name":"f","arguments":{"x":1}}}]"#)
        #expect(conversation.tools?.encoded() == #"[{"type":"function","function":{"name":"f"}}]"#)
    }

    @Test func alpacaJoinsInstructionAndInputAfterTheHistory() throws {
        let row = #"{"instruction": "do", "input": "this", "output": "done", "system": "s", "history": [["q", "a"]]}"#
        let expected = [
            message("system", "s"), message("user", "q"), message("assistant", "a"), message("user", "do\nthis"),
            message("assistant", "done"),
        ]
        #expect(try content(row) == .conversation(Conversation(messages: expected)))
    }

    @Test(arguments: [
        (#"{"instruction": "q", "output": " "}"#, "empty_answer", "output"),
        (#"{"instruction": "q", "output": "a", "history": [["b", "c"], ["", "d"]]}"#, "empty_prompt", "history[1][0]"),
        (#"{"instruction": "q", "output": "a", "history": [["b", ""]]}"#, "empty_answer", "history[0][1]"),
        (#"{"instruction": "q", "output": "a", "history": [["b"]]}"#, "wrong_type", "history[0]"),
    ])
    func anAlpacaRowThatMakesNoSenseNamesItsField(row: String, code: String, key: String) throws {
        let good = #"{"instruction": "q", "output": "a"}"#
        let problem = try #require(try outcomes("a.jsonl", good + "\n" + row + "\n")[1].problem)
        #expect(problem.code.rawValue == code && problem.key == key)
    }

    @Test func mappedFieldsTakeTheFilesKeys() throws {
        let row = #"{"frage": "q", "antwort": "a"}"#
        let mapping = ["prompt": "frage", "completion": "antwort"]
        #expect(try content(row, fields: mapping) == .completion(prompt: "q", completion: "a"))
        try withFile("a.jsonl", row) { path in
            let first = RecordReference(file: path, line: 1)
            #expect(throws: DataError.missingKey(row: first, key: "antwor", nearest: ["antwort"])) {
                try outcomes(DataSource(path: path, fields: ["prompt": "frage", "completion": "antwor"]))
            }
            #expect(throws: DataError.self) {
                try outcomes(DataSource(path: path, format: .promptCompletion, fields: ["promt": "frage"]))
            }
            let unknown = DataError.unknownFormat(
                row: first, keys: ["frage", "antwort"], excerpt: #"{"frage":"q","antwort":"a"}"#)
            #expect(throws: unknown) { try outcomes(DataSource(path: path)) }
            #expect(unknown.remedy.contains("--field prompt=frage --field completion=antwort"))
            let pairs = DataError.unknownFormat(row: first, keys: ["prompt", "chosen", "rejected"], excerpt: "")
            #expect(pairs.remedy.contains("completion: chosen"))
        }
    }

    @Test(arguments: [
        (#"{"messages": []}"#, "no_messages", "messages"),
        (#"{"messages": 5}"#, "wrong_type", "messages"),
        (#"{"messages": [7]}"#, "wrong_type", "messages[0]"),
        (#"{"other": 1}"#, "missing_field", "messages"),
        (#"{"messages": [{"content": "q"}]}"#, "missing_role", "messages[0].role"),
        (#"{"messages": [{"role": "usr", "content": "q"}]}"#, "unknown_role", "messages[0].role"),
        (#"{"messages": [{"role": "user", "content": 5}]}"#, "wrong_type", "messages[0].content"),
        (#"{"messages": [{"role": "user", "content": null}]}"#, "wrong_type", "messages[0].content"),
        (#"{"messages": [{"role": "user"}]}"#, "missing_field", "messages[0].content"),
        (#"{"messages": [{"role": "assistant", "content": "a"}]}"#, "role_order", "messages[0]"),
        (
            #"{"messages": [{"role": "user", "content": "q"}, {"role": "user", "content": "q"}]}"#, "role_order",
            "messages[1]"
        ),
        (
            #"{"messages": [{"role": "user", "content": "q"}, {"role": "system", "content": "s"}]}"#, "role_order",
            "messages[1]"
        ),
        (
            #"{"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": " \n"}]}"#,
            "empty_answer", "messages[1]"
        ),
        (#"{"messages": [{"role": "user", "content": ""}]}"#, "empty_prompt", "messages[0]"),
        (
            #"{"messages": [{"role": "user", "content": [{"type": "image", "text": "x"}]}]}"#, "wrong_type",
            "messages[0].content[0]"
        ),
    ])
    func aConversationThatMakesNoSenseIsNamed(row: String, code: String, key: String) throws {
        let good = #"{"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]}"#
        let found = try outcomes("a.jsonl", good + "\n" + row + "\n")
        let problem = try #require(found[1].problem)
        #expect(problem.code.rawValue == code)
        #expect(problem.key == key)
        #expect(problem.record.line == 2)
        #expect(!problem.excerpt.isEmpty)
    }

    @Test func classificationNeedsItsBlock() throws {
        let table = "text,category\nhello,a\n"
        try withFile("t.csv", "text,kategory\nhello,a\n") { path in
            #expect(throws: DataError.missingClassification(path: path)) { try outcomes(DataSource(path: path)) }
        }
        let task = ClassificationTask(text: "text", label: "category", labels: ["a", "b"])
        let rows = try outcomes("t.csv", table + "x,c\n,a\ny,\n", classification: task)
        #expect(rows[0].usable?.content == .classification(text: "hello", label: "a"))
        #expect(rows.dropFirst().map { $0.problem?.code } == [.unknownLabel, .emptyText, .emptyAnswer])
        try withFile("t.csv", "text,kategory\nhello,a\n") { path in
            let first = RecordReference(file: path, line: 2, row: 1)
            #expect(throws: DataError.missingKey(row: first, key: "category", nearest: ["kategory"])) {
                try outcomes(DataSource(path: path), classification: task)
            }
        }
    }

    @Test(arguments: [
        ("t.csv", "text,category\nhello,a\n"), ("t.tsv", "id\treview\trating\n1\thello\ta\n"),
        ("t.jsonl", #"{"label": "a", "text": "hello"}"#),
    ])
    func labelledRowsAreKnownByTheUsualNames(name: String, text: String) throws {
        #expect(try outcomes(name, text)[0].usable?.content == .classification(text: "hello", label: "a"))
    }

    @Test(arguments: [
        ("t.jsonl", #"{"text": "hello", "category": "a"}"#), ("t.jsonl", #"{"text": "hello", "label": ["a"]}"#),
        ("t.jsonl", #"{"text": "hello", "url": "a", "label": null}"#),
    ])
    func textWithOtherFieldsIsNoClassification(name: String, text: String) throws {
        let found = try? outcomes(name, text)[0].usable?.content
        #expect(found == .text("hello") || found == nil)
    }

    @Test func labelsMayBeNumbers() throws {
        let rows = try outcomes("a.jsonl", #"{"text": "x", "label": 3}"#, classification: ClassificationTask())
        #expect(rows[0].usable?.content == .classification(text: "x", label: "3"))
    }

    private struct Missing: Error {}
}
