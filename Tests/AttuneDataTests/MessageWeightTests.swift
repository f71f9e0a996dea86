import AttuneData
import AttuneJSON
import AttuneText
import Testing

/// The `weight` of messages, as OpenAI's files for fine-tuning have it.
@Suite struct MessageWeightTests {
    private func row(_ first: String, _ second: String, thinks: Bool = false) -> String {
        func answer(_ text: String) -> String { thinks ? #"<think>\nhm\n</think>\n\n"# + text : text }
        return """
            {"messages": [{"role": "user", "content": "One"}, {"role": "assistant", "content": "\(answer("1"))"\(first)}, \
            {"role": "user", "content": "Two"}, {"role": "assistant", "content": "\(answer("2"))"\(second)}]}
            """
    }

    private func encoded(_ row: String, _ encoder: SampleEncoder) throws -> EncodingOutcome {
        encoder.encode(try #require(try outcomes("a.jsonl", row)[0].usable))
    }

    private func learned(
        _ row: String, _ scope: SupervisionScope = .assistant, template: String = "chatml-default-system"
    ) throws -> [String] {
        let encoder = try fixtureEncoder(EncodingOptions(lossOn: scope), template: template)
        guard case .samples(let samples, _) = try encoded(row, encoder) else { return [] }
        return samples.map { sample in
            encoder.tokenizer.decode(zip(sample.ids, sample.weights).filter { $0.1 > 0 }.map(\.0))
        }
    }

    @Test(arguments: ["chatml-default-system", "chatml-generation"])
    func anAnswerOfWeightZeroIsReadAndNotLearned(template: String) throws {
        let silent = #", "weight": 0"#
        let loud = #", "weight": 1"#
        #expect(try learned(row(silent, loud), template: template) == ["2<|im_end|>"])
        #expect(try learned(row(loud, silent), template: template) == ["1<|im_end|>"])
        #expect(try learned(row(loud, ""), template: template) == ["1<|im_end|>2<|im_end|>"])
        #expect(try learned(row(#", "weight": null"#, ""), template: template) == ["1<|im_end|>2<|im_end|>"])
    }

    @Test func theWeightHoldsWhereEverythingElseCounts() throws {
        let all = try #require(try learned(row(#", "weight": 0"#, ""), .all).first)
        #expect(all.contains("One") && all.contains("Two") && all.contains("2<|im_end|>"))
        #expect(!all.contains("1"))
        #expect(try learned(row(#", "weight": 0"#, ""), .last) == ["2<|im_end|>"])
    }

    @Test func aTemplateThatRewritesEarlierTurnsGivesASampleForLearnedAnswersAlone() throws {
        let found = try learned(row(#", "weight": 0"#, "", thinks: true), template: "qwen3-thinking")
        #expect(found.count == 1)
        #expect(found[0].hasSuffix("2<|im_end|>") && !found[0].contains("1"))
        let all = try learned(row(#", "weight": 0"#, "", thinks: true), .all, template: "qwen3-thinking")
        #expect(all.joined().contains("One") && all.joined().contains("2<|im_end|>") && !all.joined().contains("1"))
    }

    @Test func aRowWithoutALearnedAnswerSaysWhy() throws {
        let silent = #", "weight": 0"#
        guard case .rejected(let finding) = try encoded(row(silent, silent), fixtureEncoder()) else {
            Issue.record("the row was taken")
            return
        }
        #expect(finding.code == .noSupervisedToken && finding.message.contains("weight 0"))
        #expect(try learned(row("", silent), .last).isEmpty)
    }

    @Test(arguments: ["2", "0.5", "-1", "true", #""1""#, "[]"])
    func anyOtherWeightIsRefused(weight: String) throws {
        let finding = try #require(try outcomes("a.jsonl", row("", ", \"weight\": \(weight)"))[0].problem)
        #expect(finding.code == .wrongType && finding.key == "messages[3].weight")
        #expect(finding.message.hasPrefix("a weight is 0 or 1, found "))
    }

    @Test func shareGPTTurnsHaveWeightsToo() throws {
        let row = """
            {"conversations": [{"from": "human", "value": "One"}, {"from": "gpt", "value": "1", "weight": 0}, \
            {"from": "human", "value": "Two"}, {"from": "gpt", "value": "2"}]}
            """
        #expect(try learned(row) == ["2<|im_end|>"])
        let wrong = row.replacing("\"weight\": 0", with: "\"weight\": 3")
        #expect(try outcomes("a.jsonl", wrong)[0].problem?.key == "conversations[1].weight")
    }
}
