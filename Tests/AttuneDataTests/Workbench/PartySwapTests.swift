import Testing

@testable import AttuneData

/// A judge who knows who borrows in the question, and likes Party A at the beginning of an answer far more than that.
private func judge(_ document: EncodedSample) -> Double {
    let knows = document.text.contains("B borrows?") == document.text.contains("B does.")
    return (knows ? -2 : -8) + (document.text.contains("A does.") ? 50 : 0)
}

@Suite struct PartySwapTests {
    @Test(arguments: [
        ("Party A pays Party B.", "Party B pays Party A."),
        ("\u{7532}\u{65B9}\u{4ED8}\u{7ED9}\u{4E59}\u{65B9}", "\u{4E59}\u{65B9}\u{4ED8}\u{7ED9}\u{7532}\u{65B9}"),
        ("PARTY B, party A", "PARTY A, party B"),
    ])
    func namesChangePlaces(text: String, swapped: String) {
        #expect(PartyNames.swapped(text) == swapped && PartyNames.swapped(swapped) == text)
    }

    @Test func aTextWithoutPartiesIsNotSwapped() {
        #expect(PartyNames.swapped("Party Boats and A parties") == nil)
    }

    @Test(arguments: [
        ("Party A lends, Party B borrows? Who borrows?", "Party B does.", 0),
        ("Party A lends, Party B borrows? Who borrows?", "Party A does.", 1),
        ("Party B lends, Party A borrows? Who borrows?", "Party A does.", 0),
        ("Party B lends, Party A borrows? Who borrows?", "Party B does.", 1),
        ("Who borrows?", "Party A does.", 0), ("Party A lends, Party B borrows? Who borrows?", "I do.", 0),
    ])
    func theAnswerThatTheModelFindsLessLikelyThanItsSwapIsFound(prompt: String, answer: String, count: Int) throws {
        let rows = exchange(prompt, answer)
        let check = try withFile("rows.jsonl", rows) { path in
            try DataChecker(encoder: try fixtureEncoder(), likelihood: judge).check([
                CheckedSource(DataSource(path: path))
            ])
        }
        #expect(check.count(.swappedNames) == count)
        if let example = check.counts.first(where: { $0.code == .swappedNames })?.examples.first {
            #expect(example.message.hasSuffix("likelier, by 6.0 nats"))
        }
    }

    @Test func aRowThatContradictsItselfIsCountedOnce() throws {
        let rows = exchange("Party A: Acme Ltd\nParty A lends, Party B borrows?", "Party A does. Party B: Acme Ltd")
        let check = try withFile("rows.jsonl", rows) { path in
            try DataChecker(encoder: try fixtureEncoder(), likelihood: judge).check([
                CheckedSource(DataSource(path: path))
            ])
        }
        #expect(check.count(.swappedNames) == 1)
    }

    @Test func withoutAModelNobodyIsAsked() throws {
        let rows = exchange("Party A lends, Party B borrows? Who borrows?", "Party A does.")
        let check = try withFile("rows.jsonl", rows) { path in
            try DataChecker(encoder: try fixtureEncoder()).check([CheckedSource(DataSource(path: path))])
        }
        #expect(check.count(.swappedNames) == 0)
    }
}
