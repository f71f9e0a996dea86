@testable import AttuneData
import AttuneJSON
import Foundation
import Testing

@Suite struct LanguageTests {
    private let folder = fixtures.appendingPathComponent("languages").path

    private func cases(_ name: String) throws -> [JSONPath] {
        let bytes = [UInt8](try Data(contentsOf: fixtures.appendingPathComponent("languages/" + name)))
        return try JSONPath(JSONParser.parse(bytes), path: name).elements()
    }

    @Test func theSumsOverAllNgramsAreThoseOfTheReferencesFormulae() throws {
        let identifier = try LanguageIdentifier(profiles: folder)
        let step = identifier.table.step
        // A row holds the weights of three n-grams at most, each of them at most that of a share of 1.
        #expect(step <= 3 * log(1 + 10_000 / 0.5) / 255)
        for entry in try cases("scores.json") {
            let text = try entry.at("text").string()
            let found = identifier.evidence(text, characters: 10_000)
            guard let expected = try entry.optional("scores") else {
                #expect(found.known == 0, "\(text)")
                continue
            }
            for (language, score) in zip(identifier.languages, found.scores) {
                let value = try expected.at(language).double()
                // Each character's weight is rounded to a whole step.
                #expect(
                    abs(score - value) <= Double(text.unicodeScalars.count) * step / 2 + 1e-4, "\(text): \(language)")
            }
        }
    }

    @Test(arguments: [
        ("The keeper of the ships.", "en"), ("Der Nebel und das Wetter", "de"), ("早上没有人看见船。", "zh-cn"),
        ("아침에 배들이 돌아갔다.", "ko"), ("Les bateaux du gardien", "fr"),
    ])
    func aSentenceIsInTheLanguageWhoseNgramsItHas(text: String, language: String) throws {
        let found = try #require(try LanguageIdentifier(profiles: folder).identify(text))
        #expect(found.code == language)
        #expect(found.confidence > 0.9 && found.confidence <= 1)
    }

    @Test(arguments: ["", "12345", "!?! 7", "\u{1F600}"])
    func aTextWithoutLettersHasNoLanguage(text: String) throws {
        #expect(try LanguageIdentifier(profiles: folder).identify(text) == nil)
    }

    @Test func onlyTheBeginningIsLookedAt() throws {
        let identifier = try LanguageIdentifier(profiles: folder)
        let text = "The keeper of the tower. " + String(repeating: "天气 ", count: 200)
        #expect(identifier.identify(text, characters: 20)?.code == "en")
        #expect(identifier.identify(text, characters: 500)?.code == "zh-cn")
        #expect(identifier.identify(text, characters: 0) == nil)
    }

    @Test func aTextOfAnyLengthAddsUpExactly() throws {
        let identifier = try LanguageIdentifier(profiles: folder)
        let sentence = "The keeper of the ships. "
        let one = identifier.evidence(sentence, characters: .max)
        let many = identifier.evidence(String(repeating: sentence, count: 6000), characters: .max)
        #expect(many.known == one.known * 6000)
        for (score, part) in zip(many.scores, one.scores) { #expect(score == part * 6000) }
    }

    @Test(arguments: [1, 16, 55, 64, 65, 250])
    func theHeaviestWeightsAddUpForAnyNumberOfLanguages(languages: Int) {
        let weights = LanguageWeights(rows: 3, languages: languages) { $0 / languages == 2 ? 255 : UInt8($0 % 251) }
        let rows = [UInt32](repeating: 2, count: 1000) + [0, 1, 1]
        let expected = (0..<languages).map { 255_000 + $0 % 251 + 2 * (($0 + languages) % 251) }
        #expect(weights.sums(of: rows) == expected)
        #expect(weights.sums(of: []) == [Int](repeating: 0, count: languages))
    }

    @Test func koreanNeedsHangul() throws {
        #expect(try LanguageIdentifier(profiles: folder).identify("天")?.code == "zh-cn")
    }

    @Test func missingProfilesSayHowToFetchThem() throws {
        try withFolder { empty in
            let error = #expect(throws: LanguageError.self) { try LanguageIdentifier(profiles: empty.path) }
            #expect(error == .noProfiles(folder: empty.path))
            #expect(error?.remedy.contains("scripts/fetch languages") == true)
        }
    }

    @Test(arguments: [
        #"{"freq": {"abcd": 1}, "n_words": [1, 1, 1], "name": "xx"}"#, #"{"freq": {"a": -1}, "n_words": [1, 1, 1]}"#,
        #"{"freq": {"a": 1}, "n_words": [0, 1, 1]}"#, #"{"freq": {"a": 1}}"#, "{", "[]", "",
        #"{"freq": {"a": 1e99}, "n_words": [1, 1, 1]}"#,
    ])
    func aBrokenProfileIsNamed(profile: String) throws {
        try withFolder { copy in
            let manager = FileManager.default
            try manager.createDirectory(at: copy.appendingPathComponent("profiles"), withIntermediateDirectories: true)
            for name in ["messages.properties", "profiles/en"] {
                try manager.copyItem(atPath: folder + "/" + name, toPath: copy.path + "/" + name)
            }
            try Data(profile.utf8).write(to: copy.appendingPathComponent("profiles/xx"))
            let error = #expect(throws: LanguageError.self) { try LanguageIdentifier(profiles: copy.path) }
            #expect(error?.problem.contains("profiles/xx") == true)
        }
    }

    @Test(.enabled(if: LanguageTests.realProfiles != nil, "needs the profiles of scripts/fetch languages"))
    func theRealProfilesAgreeWithLangdetectOnSentences() throws {
        let identifier = try LanguageIdentifier(profiles: Self.realProfiles ?? "")
        #expect(identifier.languages.count == 55)
        for entry in try cases("sentences.json") {
            let text = try entry.at("text").string()
            #expect(try identifier.identify(text)?.code == entry.at("language").string(), "\(text)")
        }
    }

    private static let realProfiles: String? = {
        let environment = ProcessInfo.processInfo.environment
        let cache =
            environment["ATTUNE_CACHE"] ?? (environment["XDG_CACHE_HOME"] ?? NSHomeDirectory() + "/.cache") + "/attune"
        let path = cache + "/data/languages"
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }()
}

@Suite struct ScriptSharesTests {
    @Test func lettersAreCountedByScriptAndNothingElseIs() {
        let shares = ScriptShares("Ab1 жук, 漢字かなカナ 한글 αβ नमस्ते! 😀é")
        #expect(shares[.latin] == 3)
        #expect(shares[.cyrillic] == 3)
        #expect(shares[.han] == 2)
        #expect(shares[.kana] == 4)
        #expect(shares[.hangul] == 2)
        #expect(shares[.greek] == 2)
        #expect(shares[.devanagari] == 6)
        #expect(shares.letters == 22)
        #expect(shares.dominant == .devanagari)
        #expect(abs(shares.share(of: .latin) - 3.0 / 22) < 1e-12)
    }

    @Test func aTextWithoutLettersHasNoScript() {
        #expect(ScriptShares("12 + 3 = 15 €").letters == 0)
        #expect(ScriptShares("").dominant == nil)
        #expect(ScriptShares("12").share(of: .latin) == 0)
    }

    @Test func theLimitCountsCharacters() {
        #expect(ScriptShares("аб cd", limit: 2)[.latin] == 0)
        #expect(ScriptShares("аб cd", limit: 4)[.latin] == 1)
    }
}
