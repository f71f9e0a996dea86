import AttuneData
import Foundation
import Testing

@testable import AttuneTraining

@Suite struct CleaningRecipeTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("recipes/cleaning")

    @Test func everyCleaningRecipeCanBeRead() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).sorted()
        #expect(names == ["pairs.yaml", "text.yaml"])
        for name in names {
            let plan = try CleaningRecipe.read(path: Self.folder.appendingPathComponent(name).path)
            _ = try DataCleaner(plan)
            #expect(plan.rules.count >= 9)
        }
    }

    @Test func rulesKeepTheirOrderAndSettings() throws {
        let plan = try CleaningRecipe.read(
            text: """
                unusable: stop
                format: alpaca
                fields: { output: reply }
                rules: [mask_mail, { c4_quality: { filter_policy: false, min_num_sentences: 3 } }, gopher_quality: ]
                """)
        #expect(
            plan
                == CleaningPlan(
                    rules: [
                        CleaningRule("mask_mail"),
                        CleaningRule("c4_quality", settings: ["filter_policy": 0, "min_num_sentences": 3]),
                        CleaningRule("gopher_quality"),
                    ], unusable: .stop, format: .alpaca, fields: ["output": "reply"]))
    }

    @Test(arguments: [
        ("rules: [mask_mial]", "recipe:1:9: rule cannot be mask_mial."),
        ("rules: [drop_short_answers: { min_chars: 3 }]", "recipe:1:31: there is no key min_chars."),
        ("rule: [mask_mail]", "recipe:1:1: there is no key rule."),
        ("rules: []", "recipe:1:1: the key rules is missing."),
        (
            "rules: [drop_short_answers: { min_characters: few }]",
            "recipe:1:47: min_characters has to be a number, true or false, not few."
        ),
        ("rules: [mask_mail]\nunusable: ignore", "recipe:2:11: unusable cannot be ignore."),
        ("rules: mask_mail", "recipe:1:8: rules has to be a list of rules, not mask_mail."),
        ("[mask_mail]", "recipe:1:1: the recipe has to be a map of settings, not a list of 1."),
    ])
    func aWrongRecipeIsAnErrorThatNamesThePlace(text: String, problem: String) throws {
        let error = #expect(throws: RecipeError.self) { try CleaningRecipe.read(text: text) }
        #expect(error?.problem == problem)
    }
}
