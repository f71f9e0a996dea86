import AttuneJSON
import AttuneText
import Testing

/// Against texts and masks that Transformers 5.23 and Jinja 3.1.6 rendered.
struct TemplateParityTests {
    private static let names = [
        "chatml-default-system", "chatml-generation", "chatml", "deepseek", "gemma", "llama2", "llama3",
        "llama31-tools", "macros", "mistral", "phi3", "qwen25-tools", "qwen3-thinking", "zephyr",
    ]

    @Test func everyTemplateOfTheFixtureIsTested() throws {
        let templates = try TemplateFixture.object(try TemplateFixture.json("cases.json")["templates"])
        #expect(templates.members.map(\.key) == Self.names)
    }

    @Test(arguments: names)
    func familyRendersEveryMessageSetAsTransformersDoes(name: String) throws {
        let fixture = try TemplateFixture.json("cases.json")
        let sets = try TemplateFixture.array(fixture["sets"])
        let family = try TemplateFixture.object(try TemplateFixture.object(fixture["templates"])[name])
        let tokens = try TemplateFixture.array(family["tokens"]).map { try TemplateFixture.string($0) }
        let expected = try TemplateFixture.array(family["expected"])
        let template = try ChatTemplate(source: try TemplateFixture.source(name))
        #expect(sets.count == 30 && expected.count == 30)
        for (index, (set, result)) in zip(sets, expected).enumerated() {
            let set = try TemplateFixture.object(set)
            let result = try TemplateFixture.object(result)
            var context = TemplateContext(beginToken: tokens[0], endToken: tokens[1], now: TemplateFixture.now)
            context.tools = set["tools"] == .null ? nil : set["tools"]
            context.variables = try TemplateFixture.object(set["variables"])
            let rendered = Result {
                try template.render(
                    try TemplateFixture.messages(set["messages"]),
                    addsGenerationPrompt: set["adds_generation_prompt"] == .bool(true), context: context)
            }
            try check(rendered, result, "\(name), message set \(index)")
        }
    }

    @Test func everyExpressionGivesWhatJinjaGives() throws {
        let fixture = try TemplateFixture.json("expressions.json")
        let messages = try TemplateFixture.messages(fixture["messages"])
        var context = TemplateContext(beginToken: "<s>", endToken: "</s>", now: TemplateFixture.now)
        context.variables = try TemplateFixture.object(fixture["variables"])
        let cases = try TemplateFixture.array(fixture["cases"])
        #expect(cases.count > 500)
        for example in cases {
            let example = try TemplateFixture.object(example)
            let source = try TemplateFixture.string(example["template"])
            let rendered = Result { try ChatTemplate(source: source).render(messages, context: context) }
            try check(rendered, example, source)
        }
    }

    private func check(_ rendered: Result<RenderedChat, any Error>, _ expected: JSONObject, _ name: String) throws {
        switch rendered {
        case .failure(let error):
            #expect(error is TemplateError)
            #expect(expected["error"] != nil, "\(name): \(error)")
        case .success(let chat):
            let text = try TemplateFixture.string(expected["text"] ?? .string("<refused>"))
            #expect(Array(chat.text.utf8) == Array(text.utf8), "\(name)")
            #expect(chat.generationRanges == (try TemplateFixture.ranges(expected["ranges"])), "\(name)")
        }
    }
}
