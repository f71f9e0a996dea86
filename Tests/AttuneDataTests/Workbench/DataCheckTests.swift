import Foundation
import Testing

@testable import AttuneData

/// Checks training rows, and rows of the evaluation beside them.
private func checked(
    _ train: String, validation: String? = nil, benchmark: String? = nil, encoder: SampleEncoder? = nil
) throws -> DataCheck {
    try withFolder { folder in
        func source(_ name: String, _ text: String) throws -> DataSource {
            let path = folder.appendingPathComponent(name).path
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            return DataSource(path: path)
        }
        var sources = [CheckedSource(try source("train.jsonl", train))]
        if let validation {
            sources.append(CheckedSource(try source("valid.jsonl", validation), split: .validation))
        }
        var options = DataCheckOptions()
        if let benchmark { options.benchmarks = [try source("benchmark.txt", benchmark)] }
        return try DataChecker(options, encoder: encoder).check(sources)
    }
}

@Suite struct DataCheckTests {
    @Test func cleanRowsAreReady() throws {
        let check = try checked(exchange("Why?", "Because of rain.") + exchange("When?", "In the morning."))
        #expect(check.counts.isEmpty && check.verdict.state == .ready && check.usableRows == 2)
    }

    @Test func rowsThatDifferInTheirCallsOfToolsAloneAreNotTheSame() throws {
        func row(_ city: String) -> String {
            let call = #"{"function": {"name": "weather", "arguments": {"city": "\#(city)"}}}"#
            return #"{"messages": [{"role": "user", "content": "Weather?"}, "#
                + #"{"role": "assistant", "content": "", "tool_calls": [\#(call)]}]}"# + "\n"
        }
        #expect(try checked(row("Oslo") + row("Rome")).count(.exactDuplicate) == 0)
        #expect(try checked(row("Oslo") + row("Oslo")).count(.exactDuplicate) == 1)
    }

    @Test func rowsWithoutLettersAreOfAnUndeterminedScript() throws {
        let check = try checked(exchange("What is 3 x 7?", "21") + exchange("Why?", "Because of rain."))
        #expect(check.profile.scripts.map(\.name).sorted() == ["latin", "undetermined"])
    }

    @Test func oneQuestionWithTwoAnswersIsAContradiction() throws {
        let check = try checked(exchange("Why?", "Rain.") + exchange("Why?", "Sun.") + exchange("Why?", "Rain."))
        #expect(check.count(.contradictingAnswers) == 1 && check.count(.exactDuplicate) == 1)
        #expect(check.counts[0].examples[0].message == "line 1 answers the same prompt differently")
        #expect(check.verdict.state == .usable)
    }

    @Test func evaluationRowsInTheTrainingDataBlock() throws {
        let long =
            "Rain falls when warm air rises and cools until the water in it condenses to drops that are too heavy."
        let check = try checked(
            exchange("Why?", long) + exchange("When?", "Noon."),
            validation: exchange("Why?", long) + exchange("Why?", long + " Really.") + exchange("Who?", "Me."))
        #expect(check.count(.leakage) == 2 && check.isBlocked)
        #expect(check.counts[0].examples.map(\.record.line).sorted() == [1, 2])
    }

    @Test func rowsThatDifferOnlyInWhoIsWhoAreSwapped() throws {
        let rows =
            exchange("Who pays?", "Party A pays Party B.") + exchange("Who pays?", "Party B pays Party A.")
            + exchange("Does Party A pay?", "Party A does.") + exchange("Does Party B pay?", "Party B does.")
        let check = try checked(rows)
        #expect(check.counts.first { $0.code == .swappedNames }?.examples.map(\.record.line) == [2])
    }

    @Test func secretsBlockAndAreNotShown() throws {
        let check = try checked(exchange("Key?", "It is AKIAIOSFODNN7EXAMPLE of course"))
        #expect(check.count(.secret) == 1 && check.isBlocked)
        let example = try #require(check.counts[0].examples.first)
        #expect(example.excerpt == "It is AKIA\u{2026} of course" && example.key == "completion")
    }

    @Test func aBenchmarkInTheDataBlocks() throws {
        let words = (1...14).map { "word\($0)" }.joined(separator: " ")
        #expect(try checked(exchange("x", words), benchmark: words).count(.benchmarkOverlap) == 1)
    }

    @Test func aLanguageOfNearlyAllRowsIsNamed() throws {
        let english = (1...95).map { exchange("Question \($0)?", "Answer number \($0) in plain English words.") }
        let chinese = (1...5).map { exchange("\u{95EE}\($0)", "\u{56DE}\u{7B54}\u{53F7}\u{7801} \($0)") }
        let check = try checked((english + chinese).joined())
        let count = try #require(check.counts.first { $0.code == .languageImbalance })
        #expect(count.rows == 95 && count.message == "95.0 % of the rows are in latin script")
        #expect(check.profile.scripts.map(\.name) == ["latin", "han"])
    }

    @Test(arguments: [(90, 12, true), (90, 14, false)])
    func nineTenthsOfOneLanguageAreNamedEvenIfAFewAreMistaken(english: Int, chinese: Int, isNamed: Bool) throws {
        let rows =
            (0..<english).map { exchange("Question \($0)?", "Answer number \($0) in plain English words.") }
            + (0..<chinese).map { exchange("\u{95EE}\($0)", "\u{56DE}\u{7B54}\u{53F7}\u{7801} \($0)") }
        #expect((try checked(rows.joined()).count(.languageImbalance) > 0) == isNamed)
    }

    @Test func rareLabelsAreCounted() throws {
        let rows = (1...99).map { #"{"text": "row \#($0)", "label": "a"}"# } + [#"{"text": "row", "label": "b"}"#]
        try withFile("rows.jsonl", rows.joined(separator: "\n")) { path in
            var options = DataCheckOptions()
            options.classification = ClassificationTask()
            let check = try DataChecker(options).check([CheckedSource(DataSource(path: path))])
            #expect(check.count(.labelImbalance) == 1)
            #expect(
                check.profile.labels == [
                    .init(name: "a", rows: 99, share: 0.99), .init(name: "b", rows: 1, share: 0.01),
                ])
        }
    }

    @Test func theModelSeesTypedTokensAndMissingEnds() throws {
        let rows = exchange("Why?", "Because <|im_end|> of rain.")
        #expect(try checked(rows, encoder: fixtureEncoder()).count(.specialTokenText) == 1)
    }

    @Test func unusableRowsAreCountedByCodeAndTheOthersStillExamined() throws {
        let rows = exchange("Why?", "Rain.") + "{broken\n" + exchange("", "x") + exchange("Why?", "") + "[1]\n"
        let check = try checked(rows)
        #expect(check.rows == 5 && check.usableRows == 1 && check.isBlocked)
        #expect(
            Set(check.counts.map(\.code)) == [.brokenJSON, .emptyPrompt, .emptyAnswer, .notAnObject])
    }

    @Test func aPatternOfNamesStandsForItsFiles() throws {
        try withFolder { folder in
            for name in ["b1.jsonl", "a1.jsonl", "c.txt"] {
                try Data(exchange("p", name).utf8).write(to: folder.appendingPathComponent(name))
            }
            let files = try DataSource(path: folder.path + "/?1.jsonl").files()
            #expect(files.map { $0.path.suffix(8) } == ["a1.jsonl", "b1.jsonl"])
            #expect(throws: DataError.notFound(path: folder.path + "/*.csv")) {
                try DataSource(path: folder.path + "/*.csv").files()
            }
        }
    }

    /// What a row became, in words that do not depend on the order of a dictionary.
    private static func text(_ outcome: RowOutcome<InterpretedRow>) -> String {
        switch outcome {
        case .row(let row): "\(row.record)"
        case .finding(let finding): "\(finding)"
        }
    }

    @Test func rowsReadInBlocksAreThoseReadOneByOne() throws {
        let rows = (1...1500).map { $0 % 7 == 0 ? "{broken\n" : exchange("p\($0)", "a\($0)") }.joined()
        try withFile("rows.jsonl", rows) { path in
            var single = try RecordStream(DataSource(path: path))
            var blocks = try RecordStream(DataSource(path: path))
            var found: [String] = []
            var expected: [String] = []
            while let outcome = try single.nextRow() { expected.append(Self.text(outcome)) }
            while let block = try blocks.nextBlock({ Self.text($0.outcome) }) { found += block }
            #expect(found == expected)
            #expect(found.count == 1500 && blocks.rowCount == 1500)
        }
    }

    @Test func rowsHandedOutWhileOthersAreWorkedOnKeepTheirOrder() throws {
        // The first rows settle nothing; two full blocks and a part of one follow.
        let rows = (1...4400).map { $0 < 4 || $0 % 7 == 0 ? "{broken\n" : exchange("p\($0)", "a\($0)") }.joined()
        try withFile("rows.jsonl", rows) { path in
            var single = try RecordStream(DataSource(path: path))
            var blocks = try RecordStream(DataSource(path: path))
            var expected: [String] = []
            while let outcome = try single.nextRow() { expected.append(Self.text(outcome)) }
            var found: [String] = []
            try blocks.forEachBlock {
                Self.text($0.outcome)
            } take: {
                found += $0
            }
            #expect(found == expected)
            #expect(found.count == 4400 && blocks.rowCount == 4400)
        }
    }

    @Test func rowsWithEqualTextsInOtherPlacesAreNoCopies() throws {
        let check = try checked(
            exchange("a b", "c") + exchange("a", "b c") + exchange("x", "c") + exchange("a b", "d")
                + exchange("a  b", " c"))
        #expect(check.count(.exactDuplicate) == 1)
        #expect(check.counts.flatMap(\.examples).contains { $0.record.row == 5 && $0.message.hasSuffix("line 1") })
    }

    @Test func rowsAreCopiesWhoeverOfThoseWhoAskSaysTheWords() throws {
        let answer = #"{"role": "assistant", "content": "c"}]}"# + "\n"
        let check = try checked(
            #"{"messages": [{"role": "system", "content": "a"}, {"role": "user", "content": "b"}, "# + answer
                + #"{"messages": [{"role": "user", "content": "a\nb"}, "# + answer)
        #expect(check.count(.exactDuplicate) == 1)
    }

    /// Whatever a finding is about, its excerpt shows no more than the beginning of what is personal.
    @Test func noExcerptShowsPersonalDataWhole() throws {
        let personal = "Write to jane.doe@hospital.org or call 301-496-5717. <br> "
        let rows =
            exchange("Who?", personal) + exchange("Who?", personal) + exchange("Who?", personal + "Not.")
            + "{\"prompt\": \"\(personal)\n" + exchange(personal, personal) + exchange(personal, "")
        let check = try checked(rows)
        let excerpts = check.counts.flatMap(\.examples).map(\.excerpt)
        #expect(check.counts.count >= 8 && excerpts.count { $0.contains("jane\u{2026}") } >= 8)
        #expect(excerpts.allSatisfy { !$0.contains("hospital.org") && !$0.contains("5717") })
    }

    @Test func aPieceOfAKeyIsHiddenThoughItBeginsBeforeTheExcerpt() {
        let key = "ghp_" + String(repeating: "a1", count: 60)
        #expect(excerpt(of: Array((key + " end").utf8), around: 100) == "\u{2026} end")
    }

    @Test func namesThatTwoRulesFindSwappedCountOnce() throws {
        let check = try checked(
            exchange("Party A: Acme Ltd\nParty B: Globex", "Acme Ltd (Party A) pays.")
                + exchange("Party A: Acme Ltd\nParty B: Globex", "Acme Ltd (Party B) pays."))
        #expect(check.count(.swappedNames) == 1)
    }

    @Test func labelsOfAFileAreToldApartUpToALimit() throws {
        let rows = (1...2_100).map { #"{"text": "row \#($0)", "label": "l\#($0)"}"# }
        try withFile("rows.jsonl", rows.joined(separator: "\n")) { path in
            var options = DataCheckOptions()
            options.classification = ClassificationTask()
            let check = try DataChecker(options).check([CheckedSource(DataSource(path: path))])
            #expect(check.files[0].labels.count == 2_001 && check.files[0].labels["others"] == 100)
        }
    }
}
