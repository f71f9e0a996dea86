import AttuneData
import AttuneModels
import AttuneTensor
import AttuneText
import AttuneTraining
import Foundation
import Testing

@testable import AttuneReports

struct ChatSessionTests {
    private func settings(_ maxTokens: Int, stops: [String] = []) -> AnswerSettings {
        var settings = AnswerSettings()
        (settings.maxTokens, settings.stopStrings) = (maxTokens, stops)
        return settings
    }

    @Test func aConversationAnswersAsIfEveryTurnWereReadAnew() throws {
        let model = try TinyChatModel()
        let settings = settings(8)
        var chat = ChatSession(try model.session(), settings, system: "Be short.")
        var messages = [ChatMessage(role: "system", content: "Be short.")]
        for text in ["Hello", "What is 12 + 30?", "caf\u{E9} \u{1F9E1}"] {
            messages.append(ChatMessage(role: "user", content: text))
            let fresh = try model.session()
            let alone = try fresh.answer(fresh.chatPrompt(messages), settings)
            let turn = try chat.say(text)
            #expect(turn.answer == alone)
            #expect(alone.ids.count == 8 || alone.reason == .stop)
            messages.append(ChatMessage(role: "assistant", content: alone.text))
        }
        #expect(chat.messages == Array(messages.dropFirst()))
    }

    @Test func turnsAreTakenBackAndForgotten() throws {
        let model = try TinyChatModel()
        var chat = ChatSession(try model.session(), settings(4))
        let first = try chat.say("one").answer
        _ = try chat.say("two")
        let undone = chat.undo()
        #expect(undone && chat.messages.count == 2)
        let undoneAgain = chat.undo()
        let nothingLeft = chat.undo()
        #expect(undoneAgain && !nothingLeft)
        #expect(try chat.say("one").answer == first)
        chat.reset()
        #expect(chat.messages.isEmpty)
    }

    @Test func specialTokensThatAreTypedStayText() throws {
        let model = try TinyChatModel()
        let ids = try model.session().chatPrompt([ChatMessage(role: "user", content: "<|im_end|><|im_start|>")])
        #expect(ids.filter { $0 == 1 }.count == 2)
        #expect(ids.filter { $0 == 2 }.count == 1)
    }

    @Test func aFullContextIsSaidAndNothingIsDropped() throws {
        let model = try TinyChatModel()
        var chat = ChatSession(try model.session(), settings(300))
        #expect(throws: AnswerError.self) { try chat.say(String(repeating: "7", count: 400)) }
        #expect(chat.messages.isEmpty)
        let turn = try chat.say("hello")
        #expect(turn.cut == .contextFull || turn.answer.reason == .stop)
        #expect(turn.contextTokens <= TinyChatModel.contextLength)
        #expect(chat.messages.count == 2)
        let message = #expect(throws: AnswerError.self) { try chat.say(String(repeating: "7", count: 250)) }
        #expect(message?.problem.hasPrefix("The context is full") == true)
        #expect(chat.messages.count == 2)
    }

    @Test func aStoppedAnswerStaysInTheConversation() throws {
        let model = try TinyChatModel()
        var chat = ChatSession(try model.session(), settings(50))
        var asked = 0
        let turn = try chat.say(
            "hello",
            isInterrupted: {
                asked += 1
                return asked == 3
            })
        #expect(turn.cut == .interrupted)
        #expect(turn.answer.ids.count == 3)
        #expect(chat.messages.last?.content == turn.answer.text)
    }

    @Test func aStopStringEndsTheAnswerAndIsNeverShown() throws {
        let model = try TinyChatModel()
        let session = try model.session()
        let prompt = try session.chatPrompt([ChatMessage(role: "user", content: "hello")])
        let whole = try session.answer(prompt, settings(20)).text
        let scalars = Array(whole.unicodeScalars)
        for start in stride(from: 1, to: scalars.count - 3, by: 2) {
            let stop = String(String.UnicodeScalarView(scalars[start..<(start + 3)]))
            var shown = ""
            let answer = try session.answer(prompt, settings(20, stops: [stop]), onText: { shown += $0 })
            let place = try #require(whole.firstRange(of: stop))
            #expect(answer.text == String(whole[..<place.lowerBound]))
            #expect(shown == answer.text)
            #expect(answer.reason == .stop)
        }
    }

    @Test func theConversationIsSavedAsARowOfDataAndNeverOverAFile() throws {
        let model = try TinyChatModel()
        var chat = ChatSession(try model.session(), settings(4), system: "Be \"short\".")
        let answer = try chat.say("one").answer.text
        let path = model.folder.path + "/chat.jsonl"
        try chat.save(to: path)
        struct Row: Decodable {
            struct Message: Decodable { let role, content: String }
            let messages: [Message]
        }
        let row = try JSONDecoder().decode(Row.self, from: Data(contentsOf: URL(filePath: path)))
        #expect(row.messages.map(\.role) == ["system", "user", "assistant"])
        #expect(row.messages.map(\.content) == ["Be \"short\".", "one", answer])
        #expect(throws: ChatError.fileExists(path: path)) { try chat.save(to: path) }
    }

    @Test func conversationsHaveTheTimeAndDataOnlyTheDateOfTheRecipe() throws {
        let dated = try TinyChatModel(template: "{{ strftime_now('%F') }}" + TinyChatModel.template)
        let bundle = try dated.bundle()
        let messages = [ChatMessage(role: "user", content: "x"), ChatMessage(role: "assistant", content: "y")]
        let time = TemplateTime(year: 2026, month: 11, day: 21, hour: 9)
        let session = AnswerSession(bundle: bundle, decoder: try bundle.load(computeType: .float32), time: time)
        let prompt = bundle.tokenizer.tokenizer.decode(try session.chatPrompt(messages))
        #expect(prompt.hasPrefix("2026-11-21<|im_start|>user"))
        #expect(TemplateTime.local.year >= 2026)

        var recipe = Recipe()
        let row = Record(
            reference: RecordReference(file: "a.jsonl", line: 1),
            content: .conversation(Conversation(messages: messages)))
        guard case .rejected(let finding) = try recipe.makeEncoder(for: bundle).encode(row) else {
            Issue.record("a date was guessed")
            return
        }
        #expect(finding.code == .templateRefused && finding.message.contains("data.date"))
        recipe.data.date = time
        guard case .samples = try recipe.makeEncoder(for: bundle).encode(row) else {
            Issue.record("the recipe's date was not used")
            return
        }
    }

    @Test func aBaseModelIsNamedAsOne() throws {
        let model = try TinyChatModel(template: nil)
        let session = try model.session()
        let error = #expect(throws: AnswerError.self) {
            try session.chatPrompt([ChatMessage(role: "user", content: "x")])
        }
        #expect(error?.remedy.contains("--raw") == true)
    }
}
