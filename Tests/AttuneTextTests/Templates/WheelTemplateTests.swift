import AttuneJSON
import AttuneText
import Foundation
import Testing

/// The file of cases that scripts/parity/wheel_templates.py made, when it runs this test.
private let casesPath = ProcessInfo.processInfo.environment["ATTUNE_TEMPLATE_CASES"]

/// Against texts and turns that Transformers rendered from templates which are not part of this repository.
@Suite(.enabled(if: casesPath != nil, "needs GGUF wheels: scripts/parity/wheel_templates.py"))
struct WheelTemplateTests {
    @Test func everyTemplateRendersEveryMessageSetAsTransformersDoes() throws {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: try #require(casesPath))))
        let fixture = try TemplateFixture.object(try JSONParser.parse(bytes))
        let sets = try TemplateFixture.array(fixture["sets"])
        for (name, model) in try TemplateFixture.object(fixture["models"]).members {
            let model = try Model(model)
            #expect(sets.count == 30 && model.expected.count == 30 && model.turns.count == 30)
            for (index, set) in sets.enumerated() {
                let set = try TemplateFixture.object(set)
                try check(text: set, model, index, "\(name), message set \(index)")
                try check(turns: set, model, index, "\(name), turns of message set \(index)")
            }
        }
    }

    /// One template with what Transformers made of it.
    private struct Model {
        let template: ChatTemplate
        let specials: [String]
        let expected: [JSONValue]
        let turns: [JSONValue]
        let context: TemplateContext

        init(_ value: JSONValue) throws {
            let model = try TemplateFixture.object(value)
            template = try ChatTemplate(source: try TemplateFixture.string(model["template"]))
            specials = try TemplateFixture.array(model["specials"]).map { try TemplateFixture.string($0) }
            expected = try TemplateFixture.array(model["expected"])
            turns = try TemplateFixture.array(model["turns"])
            let tokens = try TemplateFixture.array(model["tokens"]).map { try TemplateFixture.string($0) }
            context = TemplateContext(beginToken: tokens[0], endToken: tokens[1], now: TemplateFixture.now)
        }

        func context(_ set: JSONObject) throws -> TemplateContext {
            var context = context
            context.tools = set["tools"] == .null ? nil : set["tools"]
            context.variables = try TemplateFixture.object(set["variables"])
            return context
        }
    }

    private func check(text set: JSONObject, _ model: Model, _ index: Int, _ name: String) throws {
        let expected = try TemplateFixture.object(model.expected[index])
        let messages = try TemplateFixture.messages(set["messages"])
        let context = try model.context(set)
        let rendered = Result {
            try model.template.render(
                messages, addsGenerationPrompt: set["adds_generation_prompt"] == .bool(true), context: context)
        }
        switch rendered {
        case .success(let chat):
            let text = try TemplateFixture.string(expected["text"] ?? .string("<refused>"))
            #expect(Array(chat.text.utf8) == Array(text.utf8), "\(name)")
        case .failure(let error): #expect(error is TemplateError && expected["error"] != nil, "\(name): \(error)")
        }
    }

    private func check(turns set: JSONObject, _ model: Model, _ index: Int, _ name: String) throws {
        guard case .object(let expected) = model.turns[index] else { return }
        let messages = try TemplateFixture.messages(set["messages"])
        let rendering = try model.template.renderForTraining(
            messages, specialTokens: model.specials, context: try model.context(set))
        let found = try TemplateFixture.array(expected["turns"]).map { try TemplateFixture.object($0) }
        let ranges = try TemplateFixture.ranges(.array(found.compactMap { $0["range"] }))
        switch rendering {
        case .whole(_, let turns):
            #expect(turns.map(\.range) == ranges && expected["stable"] == .bool(true), "\(name)")
        case .notPrefixStable(let turns):
            #expect(turns.map(\.turn.range) == ranges && expected["stable"] == .bool(false), "\(name)")
            #expect(turns.map { .string($0.chat.text) } == found.map { $0["text"] }, "\(name)")
        }
    }
}
