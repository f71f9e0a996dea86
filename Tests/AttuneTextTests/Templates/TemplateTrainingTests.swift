import AttuneJSON
import AttuneText
import Testing

/// The bytes of assistant turns.
struct TemplateTrainingTests {
    private static let special = [
        "<|im_start|>", "<|im_end|>", "<think>", "</think>", "<|eot_id|>", "<|start_header_id|>", "<|end_header_id|>",
        "</s>",
        "<s>", "<｜Assistant｜>", "<｜User｜>", "<｜end▁of▁sentence｜>",
    ]
    private let chat = [
        ChatMessage(role: "user", content: "a"), ChatMessage(role: "assistant", content: "b<|im_end|>c"),
        ChatMessage(role: "user", content: "d"), ChatMessage(role: "assistant", content: "é"),
    ]

    private func slices(_ rendering: TrainingRendering) -> [String] {
        func slice(_ chat: RenderedChat, _ turn: AssistantTurn) -> String {
            String(decoding: Array(chat.text.utf8)[turn.range], as: UTF8.self)
        }
        switch rendering {
        case .whole(let chat, let turns): return turns.map { slice(chat, $0) }
        case .notPrefixStable(let turns): return turns.map { slice($0.chat, $0.turn) }
        }
    }

    private func render(_ name: String, _ messages: [ChatMessage]) throws -> TrainingRendering {
        let context = TemplateContext(beginToken: "<s>", endToken: "</s>", now: TemplateFixture.now)
        return try ChatTemplate(source: try TemplateFixture.source(name))
            .renderForTraining(messages, specialTokens: Self.special, context: context)
    }

    @Test(arguments: [
        ("chatml", ["b<|im_end|>c<|im_end|>", "é<|im_end|>"]), ("llama3", ["b<|im_end|>c<|eot_id|>", "é<|eot_id|>"]),
        ("chatml-default-system", ["b<|im_end|>c<|im_end|>", "é<|im_end|>"]),
        ("chatml-generation", ["b<|im_end|>c<|im_end|>", "é<|im_end|>"]),
        ("llama2", [" b<|im_end|>c </s>", " é </s>"]), ("qwen25-tools", ["b<|im_end|>c<|im_end|>", "é<|im_end|>"]),
        ("zephyr", ["b<|im_end|>c</s>", "é</s>"]),
    ])
    func stableTemplatesGiveOneTextWithItsTurns(name: String, expected: [String]) throws {
        let rendering = try render(name, chat)
        #expect(slices(rendering) == expected)
        guard case .whole(_, let turns) = rendering else {
            Issue.record("\(name) is not stable")
            return
        }
        #expect(turns.map(\.messageIndex) == [1, 3])
    }

    @Test func turnsAreExactlyWhatFollowsThePrompt() throws {
        guard case .whole(let text, let turns) = try render("chatml", chat) else { throw TemplateFixture.WrongShape() }
        let prompt = "<|im_start|>user\na<|im_end|>\n<|im_start|>assistant\n"
        #expect(turns[0].range.lowerBound == prompt.utf8.count)
        #expect(text.text.hasPrefix(prompt))
    }

    @Test func aThinkingTemplateGivesOneTextATurn() throws {
        let messages = [
            ChatMessage(role: "user", content: "a"),
            ChatMessage(role: "assistant", content: "<think>\nr1\n</think>\n\nb"),
            ChatMessage(role: "user", content: "c"),
            ChatMessage(role: "assistant", content: "<think>\nr2\n</think>\n\nd"),
        ]
        let rendering = try render("qwen3-thinking", messages)
        guard case .notPrefixStable(let turns) = rendering else { throw TemplateFixture.WrongShape() }
        #expect(
            slices(rendering) == [
                "<think>\nr1\n</think>\n\nb<|im_end|>", "<think>\nr2\n</think>\n\nd<|im_end|>",
            ])
        #expect(turns.map(\.turn.messageIndex) == [1, 3])
        #expect(turns.allSatisfy { $0.startsAtPrompt })
        #expect(turns[1].chat.text.contains("assistant\nb<|im_end|>"))
    }

    @Test func aPromptWithAnOpenThoughtStartsTheTurnAfterTheSharedHeader() throws {
        let messages = [ChatMessage(role: "user", content: "a"), ChatMessage(role: "assistant", content: "b")]
        let rendering = try render("deepseek", messages)
        guard case .notPrefixStable(let turns) = rendering else { throw TemplateFixture.WrongShape() }
        #expect(slices(rendering) == ["b<｜end▁of▁sentence｜>"])
        #expect(!turns[0].startsAtPrompt)
        var call = JSONObject()
        call["tool_calls"] = try JSONParser.parse(
            #"[{"type": "function", "function": {"name": "f", "arguments": {"x": 1}}}]"#)
        let calling = [messages[0], ChatMessage(role: "assistant", content: "", extra: call)]
        #expect(
            slices(try render("deepseek", calling)) == [
                "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>f\n```json\n{\"x\": 1}\n```<｜tool▁call▁end｜>"
                    + "<｜tool▁calls▁end｜><｜end▁of▁sentence｜>"
            ])
    }

    @Test func anAssistantThatBeginsIsFoundByItsContent() throws {
        let messages = [ChatMessage(role: "assistant", content: "Hi"), ChatMessage(role: "user", content: "a")]
        guard case .whole(let text, let turns) = try render("chatml-default-system", messages) else {
            throw TemplateFixture.WrongShape()
        }
        #expect(slices(.whole(text, turns: turns)) == ["Hi<|im_end|>"])
        #expect(turns[0].range.lowerBound > 60)
    }

    @Test func aTurnWithoutEndTokenCountsWhole() throws {
        let source =
            "{% for m in messages %}{{ m.role }}: {{ m.content }}\n\n{% endfor %}{% if add_generation_prompt %}assistant: {% endif %}"
        let messages = [ChatMessage(role: "user", content: "a"), ChatMessage(role: "assistant", content: "b")]
        let rendering = try ChatTemplate(source: source).renderForTraining(messages, specialTokens: Self.special + [""])
        #expect(slices(rendering) == ["b\n\n"])
    }

    @Test func aSpecialTokenBeforeTheContentDoesNotEndTheTurn() throws {
        let source =
            "{% for m in messages %}{{ m.role }}:<think>{{ m.content }}{% endfor %}{{ 'assistant:' if add_generation_prompt }}"
        let messages = [ChatMessage(role: "user", content: "a"), ChatMessage(role: "assistant", content: "b")]
        #expect(
            slices(try ChatTemplate(source: source).renderForTraining(messages, specialTokens: Self.special))
                == ["<think>b"])
    }

    @Test func aTurnThatIsNotWrittenIsAnError() throws {
        let messages = [ChatMessage(role: "user", content: "a"), ChatMessage(role: "assistant", content: "b")]
        #expect(throws: TemplateError.turnNotFound(messageIndex: 1)) {
            try ChatTemplate(source: "{{ messages[0].content }}{{ 'x' if add_generation_prompt }}")
                .renderForTraining(messages, specialTokens: [])
        }
    }
}
