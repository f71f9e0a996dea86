import AttuneJSON
import Testing

@testable import AttuneData

/// The rows of JSON Lines, as the rules see them.
func workbenchRows(_ lines: String) throws -> [WorkbenchRow] {
    try withFile("rows.jsonl", lines) { path in
        var stream = try RecordStream(DataSource(path: path))
        var rows: [WorkbenchRow] = []
        while case .row(let row)? = try stream.nextRow() {
            rows.append(WorkbenchRow(row, shape: try #require(stream.shape)))
        }
        return rows
    }
}

/// A row of a prompt and its answer.
func exchange(_ prompt: String, _ answer: String) -> String {
    JSONValue.object(JSONObject([("prompt", .string(prompt)), ("completion", .string(answer))])).encoded() + "\n"
}

@Suite struct RowRuleTests {
    @Test func everyFormatShowsItsTextsWithPathAndSpeaker() throws {
        let rows = [
            #"{"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": [{"type": "text", "text": "u"}]}, {"role": "assistant", "content": "a"}]}"#,
            #"{"system": "s", "conversations": [{"from": "human", "value": "u"}, {"from": "gpt", "value": "a"}]}"#,
            #"{"instruction": "i", "input": "n", "output": "o", "history": [["q", "r"]]}"#,
            #"{"question": "q", "answer": "a"}"#, #"{"text": "t"}"#,
        ]
        let expected = [
            "messages[0].content=s system,messages[1].content[0].text=u prompt,messages[2].content=a answer",
            "system=s system,conversations[0].value=u prompt,conversations[1].value=a answer",
            "history[0][0]=q prompt,history[0][1]=r answer,instruction=i prompt,input=n prompt,output=o answer",
            "question=q prompt,answer=a answer", "text=t document",
        ]
        for (row, parts) in zip(rows, expected) {
            let found = try #require(try workbenchRows(row + "\n").first).parts
            #expect(found.map { "\($0.path)=\($0.text) \($0.speaker)" }.joined(separator: ",") == parts)
        }
    }

    @Test func aTextIsReplacedInItsPlaceAndNothingElseChanges() throws {
        var row = try #require(
            try workbenchRows(
                #"{"id": 7, "messages": [{"role": "user", "content": [{"type": "text", "text": "u"}]}, {"role": "assistant", "content": "a"}]}"#
            ).first)
        row.replace(0, with: "v")
        #expect(
            JSONValue.object(row.fields).encoded()
                == #"{"id":7,"messages":[{"role":"user","content":[{"type":"text","text":"v"}]},{"role":"assistant","content":"a"}]}"#
        )
    }

    @Test(arguments: [
        ("What is it?", "what is it", true), ("What is it?", "It is what it is.", false), ("ABC", " abc. ", true),
    ])
    func anEchoIsTheSameWords(prompt: String, answer: String, isEcho: Bool) throws {
        let row = try #require(try workbenchRows(exchange(prompt, answer)).first)
        #expect(EchoRule().hits(in: row).map(\.code) == (isEcho ? [.promptEqualsAnswer] : []))
    }

    @Test(arguments: [
        ("I'm sorry, but I can't help with that.", true), ("As an AI language model, I do not eat.", true),
        ("I\u{2019}m sorry, but I can\u{2019}t.", true), ("\u{4F5C}\u{4E3A}AI\u{FF0C}\u{6211}\u{4E0D}\u{80FD}", true),
        ("Doctors say sorry when they can't help.", false), ("Aspirin thins the blood.", false),
    ])
    func aRefusalIsKnownByItsFirstWords(answer: String, isRefusal: Bool) throws {
        let row = try #require(try workbenchRows(exchange("Why?", answer)).first)
        #expect(RefusalRule().hits(in: row).isEmpty == !isRefusal)
    }

    @Test(arguments: [
        ("1. a\n2. b\n2. c\n3. d", "the number 2 occurs twice in a row"),
        ("1. a\n2. b\n4. c", "the number 3 is left out"), ("1. a\n2. b\n3. c", nil), ("1. a\n1. b\n1. c", nil),
        ("1. a\n2. b\n1. c\n2. d", nil), ("1. a\n1. b\n2. c\n3. d", nil), ("2001. a\n3. b\n7) c", nil),
        ("Article 1: x\nArticle 2: y\nArticle 2: z", "the number 2 occurs twice in a row"),
        (
            "\u{7B2C}\u{4E00}\u{6761} x\n\u{7B2C}\u{4E8C}\u{6761} y\n\u{7B2C}\u{4E8C}\u{6761} z",
            "the number 2 occurs twice in a row"
        ),
        ("1. a\n1.1 b\n1.1 c\n2. d\n3. e", nil), ("1. a\n3. b\n5. c\n7. d", nil),
        ("3.5 million\n3.5 miles\n3.6 x", nil),
        ("1. a\n1.1 b\n1.2 c\n1.2 d\n2. e", "the number 2 occurs twice in a row"),
        ("(1) a\n(2) b\n(2) c", "the number 2 occurs twice in a row"), ("(2) a\n(3) b\n(3) c\n(4) d", nil),
        ("Article 10\nArticle 11\nArticle 11\nArticle 12", "the number 11 occurs twice in a row"),
        ("Section 4 says\nSection 4 means\nSection 4 ends", nil),
        (
            "\u{4E00}\u{3001}x\n\u{4E8C}\u{3001}y\n\u{4E8C}\u{3001}z\n\u{4E09}\u{3001}w",
            "the number 2 occurs twice in a row"
        ),
    ])
    func numbersThatRepeatOrJumpAreFound(text: String, message: String?) {
        #expect(NumberingRule.problem(in: text)?.message == message)
    }

    @Test(arguments: [
        ("Party A: Acme Ltd\nParty B: Globex", "Acme Ltd (Party B) pays.", true),
        ("Party A: Acme Ltd\nParty B: Globex", "Acme Ltd (Party A) pays Globex (Party B).", false),
        (
            "\u{7532}\u{65B9}\u{FF1A}\u{5317}\u{4EAC}\u{516C}\u{53F8}\n\u{4E59}\u{65B9}\u{FF1A}\u{4E0A}\u{6D77}\u{516C}\u{53F8}",
            "\u{5317}\u{4EAC}\u{516C}\u{53F8}\u{FF08}\u{4E59}\u{65B9}\u{FF09}\u{4ED8}\u{6B3E}\u{3002}", true
        ),
        ("Party A: ____\nParty B: ____", "Party A pays.", false), ("Party animals: Acme", "Party Boat: Acme", false),
    ])
    func oneNameForBothPartiesIsFound(prompt: String, answer: String, isSwapped: Bool) throws {
        let row = try #require(try workbenchRows(exchange(prompt, answer)).first)
        #expect(PartyRule().hits(in: row).map(\.code) == (isSwapped ? [.swappedNames] : []))
    }

    @Test func twelveWordsOfABenchmarkAreFoundWhateverTheirCase() throws {
        var rule = BenchmarkRule()
        rule.add("The quick brown fox jumps over the lazy dog near the river bank today.")
        #expect(rule.count == 3)
        let rows = try workbenchRows(
            exchange("x", "He said: the QUICK brown fox jumps, over the lazy dog near the river!")
                + exchange("x", "the quick brown fox jumps over the lazy dog near a river"))
        #expect(rule.hits(in: rows[0]).map(\.size) == [1])
        #expect(rule.hits(in: rows[1]).isEmpty)
    }
}
