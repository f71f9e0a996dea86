import AttuneData
import AttuneJSON
import AttuneText
import Testing

@Suite struct SampleEncoderTests {
    private let reference = RecordReference(file: "a.jsonl", line: 1)

    private func record(_ messages: [(String, String)]) -> Record {
        let messages = messages.map { ChatMessage(role: $0.0, content: $0.1) }
        return Record(reference: reference, content: .conversation(Conversation(messages: messages)))
    }

    private func samples(_ encoder: SampleEncoder, _ record: Record) throws -> [EncodedSample] {
        guard case .samples(let samples, _) = encoder.encode(record) else {
            throw Refused(outcome: encoder.encode(record))
        }
        return samples
    }

    private func spoken(_ encoder: SampleEncoder, _ sample: EncodedSample, weight: Float = 1) -> String {
        encoder.tokenizer.decode(zip(sample.ids, sample.weights).filter { $0.1 == weight }.map(\.0))
    }

    private struct Refused: Error { let outcome: EncodingOutcome }

    @Test func idsAndWeightsEqualThoseOfTransformers() throws {
        let encoder = try fixtureEncoder()
        for (number, example) in try fixtureCases("encoding.json").enumerated() {
            let messages = try example.at("messages").elements().map {
                (try $0.at("role").string(), try $0.at("content").string())
            }
            let weights = try example.at("weights").elements().map { Float(try $0.integer()) }
            guard weights.contains(1) else {
                guard case .rejected(let finding) = encoder.encode(record(messages)) else {
                    throw Refused(outcome: encoder.encode(record(messages)))
                }
                #expect(finding.code == .noSupervisedToken)
                continue
            }
            let sample = try #require(try samples(encoder, record(messages)).first)
            #expect(sample.text == (try example.at("text").string()))
            #expect(sample.ids == (try example.at("ids").elements().map { Int32(try $0.integer()) }), "case \(number)")
            #expect(sample.weights == weights, "case \(number)")
        }
    }

    @Test func everyAnswerCountsWithItsEndOfTurn() throws {
        let turns = [("user", "One"), ("assistant", "1"), ("user", "Two"), ("assistant", "2")]
        func spoken(_ scope: SupervisionScope, weight: Float = 1) throws -> String {
            let encoder = try fixtureEncoder(EncodingOptions(lossOn: scope))
            return self.spoken(encoder, try samples(encoder, record(turns))[0], weight: weight)
        }
        #expect(try spoken(.assistant) == "1<|im_end|>2<|im_end|>")
        #expect(try spoken(.last) == "2<|im_end|>")
        #expect(try spoken(.promptWeight(0.25)) == "1<|im_end|>2<|im_end|>")
        #expect(try spoken(.promptWeight(0.25), weight: 0.25).hasPrefix("system\n"), "all but the very first token")
        #expect(try spoken(.all).hasSuffix("assistant\n2<|im_end|>\n"))
    }

    @Test func specialTokensTypedInTheDataStayText() throws {
        let encoder = try fixtureEncoder()
        let end = try #require(encoder.tokenizer.id(of: "<|im_end|>".utf8))
        let typed = record([("user", "a <|im_end|> b"), ("assistant", "c <|im_end|><|im_start|>system d")])
        let sample = try samples(encoder, typed)[0]
        #expect(sample.ids.filter { $0 == end }.count == 3, "system, user, assistant")
        #expect(spoken(encoder, sample) == "c <|im_end|><|im_start|>system d<|im_end|>")
    }

    @Test func textCountsAsAWholeAndEndsWithTheEndToken() throws {
        let bytes = try fixtureTokenizer("llama2")
        let encoder = try SampleEncoder(tokenizer: bytes, template: nil)
        let sample = try samples(encoder, Record(reference: reference, content: .text("hello </s> world")))[0]
        #expect(sample.ids.first == 1, "the begin token")
        #expect(sample.ids.filter { $0 == 2 }.count == (bytes.endToken == nil ? 0 : 1))
        #expect(sample.weights == [0] + [Float](repeating: 1, count: sample.ids.count - 1))
    }

    @Test func withoutATemplateACompletionFollowsItsPrompt() throws {
        let encoder = try fixtureEncoder(template: nil)
        let content = Record.Content.completion(prompt: "Say one.", completion: " one")
        let sample = try samples(encoder, Record(reference: reference, content: content))[0]
        #expect(sample.text == "Say one. one")
        #expect(spoken(encoder, sample).hasPrefix(" one"))
        guard case .rejected(let finding) = encoder.encode(record([("user", "q"), ("assistant", "a")])) else {
            throw Refused(outcome: encoder.encode(record([])))
        }
        #expect(finding.code == .templateRefused)
    }

    @Test func overlongRowsAreHandledAsAsked() throws {
        let long = record([("user", "q"), ("assistant", String(repeating: "word ", count: 200))])
        let prompt = record([("user", String(repeating: "word ", count: 200)), ("assistant", "a")])
        let text = Record(reference: reference, content: .text(String(repeating: "word ", count: 200)))
        func outcome(_ handling: OverlongHandling, _ record: Record) throws -> EncodingOutcome {
            try fixtureEncoder(EncodingOptions(maxLength: 64, onOverlong: handling)).encode(record)
        }
        guard case .rejected(let finding) = try outcome(.error, long) else {
            throw Refused(outcome: try outcome(.error, long))
        }
        #expect(finding.code == .overlong)
        #expect((finding.size ?? 0) > 64)
        guard case .dropped(let dropped) = try outcome(.drop, long) else {
            throw Refused(outcome: try outcome(.drop, long))
        }
        #expect(dropped.code == .overlong)
        guard case .samples(let cut, .truncated) = try outcome(.truncate, long) else {
            throw Refused(outcome: try outcome(.truncate, long))
        }
        #expect(cut.map(\.ids.count) == [64])
        guard case .dropped(let empty) = try outcome(.truncate, prompt) else {
            throw Refused(outcome: try outcome(.truncate, prompt))
        }
        #expect(empty.code == .noSupervisedToken)
        guard case .rejected = try outcome(.split, long) else { throw Refused(outcome: try outcome(.split, long)) }
        guard case .samples(let pieces, .split) = try outcome(.split, text) else {
            throw Refused(outcome: try outcome(.split, text))
        }
        let whole = try samples(fixtureEncoder(EncodingOptions(maxLength: 100_000)), text)[0]
        #expect(pieces.flatMap(\.ids) == whole.ids)
        #expect(pieces.allSatisfy { $0.ids.count <= 64 && $0.weights.first == 0 })
    }

    @Test func aLongClassificationRowLosesOnlyItsText() throws {
        let task = ClassificationTask(instruction: "Judge this.")
        let encoder = try fixtureEncoder(
            EncodingOptions(maxLength: 96, onOverlong: .truncate, classification: task))
        let text = String(repeating: "größer 🙂 ", count: 60)
        let content = Record.Content.classification(text: text, label: "positive")
        guard case .samples(let found, .truncated) = encoder.encode(Record(reference: reference, content: content))
        else {
            throw Refused(outcome: encoder.encode(Record(reference: reference, content: content)))
        }
        #expect(found[0].ids.count <= 96 && found[0].ids.count >= 92)
        #expect(spoken(encoder, found[0]) == "positive<|im_end|>")
        #expect(found[0].text.contains("user\nJudge this.\n\ngrößer"))
        #expect(!found[0].text.contains("\u{FFFD}"))
    }

    @Test func labelPromptsAreTheTrainingRowInTwoParts() throws {
        let task = ClassificationTask(instruction: "Judge this.")
        let encoder = try fixtureEncoder(EncodingOptions(classification: task))
        let labels = ["negative", "neutral", "positive"]
        let prompt = try LabelPrompter(encoder: encoder, labels: labels).prompt(text: "Fine.", record: reference)
        #expect(prompt.continuations.map { encoder.tokenizer.decode($0) } == labels.map { $0 + "<|im_end|>" })
        for (label, continuation) in zip(labels, prompt.continuations) {
            let content = Record.Content.classification(text: "Fine.", label: label)
            let row = try samples(encoder, Record(reference: reference, content: content))[0]
            #expect(row.ids.starts(with: prompt.promptIDs + continuation))
            #expect(row.weights.reduce(0, +) == Float(continuation.count))
        }
    }

    @Test func labelPromptsHoldWhereTokensReachOverTheStartOfTheAnswer() throws {
        let template = try ChatTemplate(source: "{% for message in messages %}{{ message.content }}{% endfor %}")
        let encoder = try SampleEncoder(tokenizer: fixtureTokenizer(), template: template)
        let labels = ["1", "the", "  x"]
        let prompter = try LabelPrompter(encoder: encoder, labels: labels)
        for text in ["text", "a ", "a  ", "a\n", "o", "in", "wa", "2026 "] {
            let prompt = try prompter.prompt(text: text, record: reference)
            for (label, continuation) in zip(labels, prompt.continuations) {
                let content = Record.Content.classification(text: text, label: label)
                let row = try encoder.tokenizer.encode(text + label)
                #expect(prompt.promptIDs + continuation == row, "\(content)")
            }
        }
    }

    @Test func labelsWithoutATemplateShareTheirPrompt() throws {
        let encoder = try fixtureEncoder(EncodingOptions(classification: ClassificationTask()), template: nil)
        let prompter = try LabelPrompter(encoder: encoder, labels: ["good", "bad"])
        let prompt = try prompter.prompt(text: "Fine.", record: reference)
        #expect(encoder.tokenizer.decode(prompt.promptIDs) == "Fine.\n")
        #expect(prompt.continuations.map { encoder.tokenizer.decode($0).prefix(3) } == ["goo", "bad"])
    }

    @Test func anOverlongPromptIsShortenedForTheLongestLabel() throws {
        let labels = ["a", "an exceedingly long label of many words"]
        let text = String(repeating: "word ", count: 200)
        func prompter(_ handling: OverlongHandling) throws -> LabelPrompter {
            let options = EncodingOptions(
                maxLength: 96, onOverlong: handling, classification: ClassificationTask(instruction: "Judge."))
            return try LabelPrompter(encoder: fixtureEncoder(options), labels: labels)
        }
        let prompt = try prompter(.truncate).prompt(text: text, record: reference)
        #expect(prompt.isTruncated)
        #expect((93...96).contains(prompt.promptIDs.count + prompt.continuations[1].count))
        #expect(throws: DataError.self) { try prompter(.error).prompt(text: text, record: reference) }
        #expect(throws: DataError.self) { try LabelPrompter(encoder: fixtureEncoder(), labels: []) }
    }

    @Test func toolsOfATemplateWithoutToolsBecomeText() throws {
        let row = #"""
            {"conversations": [{"from": "human", "value": "q"}, {"from": "function_call", "value": "{\"name\": \"f\", \"arguments\": {\"x\": 1}}"}, {"from": "observation", "value": "r"}, {"from": "gpt", "value": "a"}], "tools": "[{\"name\": \"f\"}]"}
            """#
        let record = try #require(try outcomes("a.jsonl", row)[0].usable)
        let plain = try fixtureEncoder()
        let sample = try samples(plain, record)[0]
        #expect(sample.text.contains("system\nYou may call these functions:\n<tools>\n{\"type\":\"function\""))
        let call = #"<tool_call>\#n{"name":"f","arguments":{"x":1}}\#n</tool_call><|im_end|>"#
        #expect(spoken(plain, sample) == call + "a<|im_end|>")
        let tools = try fixtureEncoder(template: "qwen25-tools")
        #expect(try samples(tools, record)[0].text.contains("# Tools"))
    }

    @Test func aTemplateThatRewritesEarlierTurnsGivesOneSampleATurn() throws {
        let encoder = try fixtureEncoder(template: "qwen3-thinking")
        let turns = record([
            ("user", "One"), ("assistant", "<think>\nhm\n</think>\n\n1"), ("user", "Two"),
            ("assistant", "<think>\nso\n</think>\n\n2"),
        ])
        let found = try samples(encoder, turns)
        #expect(found.count == 2)
        #expect(spoken(encoder, found[0]).contains("hm"))
        #expect(spoken(encoder, found[1]).contains("so"))
        #expect(!found[1].text.contains("hm"))
    }

    @Test func everyStretchOfSeparatedTurnsCountsOnceAtMost() throws {
        let turns = record([
            ("user", "One"), ("assistant", "<think>\nhm\n</think>\n\n1"), ("user", "Two"),
            ("assistant", "<think>\nso\n</think>\n\n2"),
        ])
        func found(_ scope: SupervisionScope) throws -> (SampleEncoder, [EncodedSample]) {
            let encoder = try fixtureEncoder(EncodingOptions(lossOn: scope), template: "qwen3-thinking")
            return (encoder, try samples(encoder, turns))
        }
        let (encoder, all) = try found(.all)
        #expect(all.count == 2)
        #expect(all[0].weights.dropFirst().allSatisfy { $0 == 1 })
        let later = spoken(encoder, all[1])
        #expect(later.hasPrefix("1<|im_end|>") && !later.contains("One"))
        #expect(later.contains("Two") && later.contains("so"))
        let (_, parts) = try found(.promptWeight(0.25))
        #expect(spoken(encoder, parts[0], weight: 0.25).contains("One"))
        #expect(spoken(encoder, parts[1], weight: 0.25).hasPrefix("1<|im_end|>"), "the earlier turn in its later form")
        #expect(spoken(encoder, parts[1]).hasPrefix("<think>"))
        let (_, last) = try found(.last)
        #expect(last.count == 1 && spoken(encoder, last[0]).contains("so"))
    }

    @Test(arguments: [
        ("qwen3-thinking", "<think>\nhm\n</think>\n\n1", false), ("deepseek", "<think>\nhm\n</think>\n\n1", true),
        ("deepseek", "1  \n", false), ("chatml", "<think>hm</think>1", false),
    ])
    func anAnswerThatTheTemplateCutsIsNoticed(template: String, answer: String, isCut: Bool) throws {
        let encoder = try fixtureEncoder(template: template)
        let found = try samples(encoder, record([("user", "One"), ("assistant", answer)]))
        #expect(found.map(\.losesAnswer) == [isCut])
    }

    @Test func optionsOutOfRangeAreRefused() throws {
        #expect(throws: DataError.self) { try fixtureEncoder(EncodingOptions(maxLength: 1)) }
        #expect(throws: DataError.self) { try fixtureEncoder(EncodingOptions(lossOn: .promptWeight(1.5))) }
        #expect(throws: DataError.self) { try fixtureEncoder(EncodingOptions(lossOn: .promptWeight(.nan))) }
    }
}
