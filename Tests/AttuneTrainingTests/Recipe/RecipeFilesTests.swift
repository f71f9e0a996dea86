import AttuneJSON
import Foundation
import Testing

@testable import AttuneTraining

private let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

@Suite struct RecipeFilesTests {
    @Test func everyRecipeOfTheRepositoryIsRight() throws {
        let folder = repository.appendingPathComponent("recipes")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
        #expect(names.sorted() == RecipeRunTests.names.map { $0 + ".yaml" })
        for name in names {
            let recipe = try RecipeReader.read(path: folder.appendingPathComponent(name).path)
            try recipe.validate()
            #expect(try RecipeReader.read(text: recipe.resolvedYAML()) == recipe)
        }
    }

    @Test func onlyWhatCanBeFetchedIsOfferedToFetch() throws {
        let recipe = try RecipeReader.read(text: "{ model: { path: /audit/small }, data: { train: [{ path: d }] } }")
        let error = #expect(throws: RecipeError.self) { try recipe.checkInputs() }
        #expect(error?.remedy.contains("fetch") == false)
        let script = try String(contentsOf: repository.appendingPathComponent("scripts/fetch"), encoding: .utf8)
        for name in Cache.fetchable { #expect(script.contains("\n    \(name))\n")) }
    }

    @Test func theQuickstartIsWhatItSays() throws {
        let path = repository.appendingPathComponent("recipes/quickstart.yaml").path
        let recipe = try RecipeReader.read(path: path, environment: ["ATTUNE_CACHE": "/nowhere"])
        #expect(recipe.training.epochs == 1)
        #expect(recipe.training.learningRate == .value(1e-4))
        #expect(recipe.data.classification?.text == "review")
        #expect(recipe.data.classification?.label == "rating")
        #expect(recipe.output.directory == FileManager.default.currentDirectoryPath + "/runs/quickstart")
        #expect(FileManager.default.fileExists(atPath: recipe.forgetting?.probe ?? ""))
        let missing = #expect(throws: RecipeError.self) { try recipe.checkInputs() }
        #expect(missing?.problem.hasPrefix("model.path: ") == true)
        #expect(missing?.remedy.hasSuffix("scripts/fetch smollm2-135m-instruct") == true)
    }

    @Test(arguments: [("docs/recipe.md", false), ("docs/recipe.schema.json", true)])
    func theDocumentsShowTheTableOfFields(path: String, isSchema: Bool) throws {
        let file = repository.appendingPathComponent(path)
        let text = try String(contentsOf: file, encoding: .utf8)
        if ProcessInfo.processInfo.environment["ATTUNE_UPDATE_DOCUMENTS"] != nil {
            try updated(text, isSchema).write(to: file, atomically: true, encoding: .utf8)
        } else {
            #expect(
                updated(text, isSchema) == text, "run the tests with ATTUNE_UPDATE_DOCUMENTS=1 to write \(path) anew")
        }
    }

    private func updated(_ text: String, _ isSchema: Bool) -> String {
        if isSchema { return Recipe.jsonSchema.encoded(pretty: true) + "\n" }
        let rows = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = rows.firstIndex(where: { $0.hasPrefix("| Key |") }) else { return "" }
        let end = rows[first...].firstIndex { !$0.hasPrefix("|") } ?? rows.endIndex
        let head = rows[..<first].map { $0 + "\n" }.joined()
        return head + Recipe.documentationTable + rows[end...].joined(separator: "\n")
    }

    @Test(arguments: [
        ("model", false, "/recipes/model"), ("/abs/model", false, "/abs/model"), ("~/model", false, "/me/model"),
        ("smol", false, "/cache/models/smol"), ("./smol", false, "/recipes/smol"), ("../m/./x", false, "/m/x"),
        ("../../../m", false, "/m"), ("smol", true, "/cache/models/smol"), ("model", true, "/here/model"),
        ("a b\nc", false, "/recipes/a b\nc"), ("both", false, "/recipes/both"), ("none", false, "/recipes/none"),
    ])
    func aModelPathStartsAtTheRecipeOrNamesTheCache(text: String, isArgument: Bool, expected: String) throws {
        let present = ["/cache/models/smol", "/cache/models/both", "/recipes/both", "/cache/data/none"]
        let paths = RecipePaths(
            recipeFolder: "/recipes", workingFolder: "/here", homeFolder: "/me", cacheFolder: "/cache",
            hub: HubCache(environment: [:], home: "/nowhere"), exists: { present.contains($0) })
        let place = isArgument ? RecipePlace.argument("model.path=x") : .file(name: "r", line: 1, column: 1)
        #expect(try paths.resolve(text, .model, writtenAt: place) == expected)
    }

    @Test func dataAndOutputHaveTheirOwnRules() throws {
        let paths = RecipePaths(
            recipeFolder: "/recipes", workingFolder: "/here", homeFolder: "/me", cacheFolder: "/cache",
            hub: HubCache(environment: [:], home: "/nowhere"), exists: { $0.hasPrefix("/cache") })
        let place = RecipePlace.file(name: "r", line: 1, column: 1)
        #expect(try paths.resolve("drugs/train.tsv", .data, writtenAt: place) == "/cache/data/drugs/train.tsv")
        #expect(try paths.resolve("runs/x", .output, writtenAt: place) == "/recipes/runs/x")
        #expect(try paths.resolve("runs/x", .output, writtenAt: .argument("a")) == "/here/runs/x")
    }

    @Test(arguments: [
        (["ATTUNE_CACHE": "/c", "HOME": "/h"], "/c"), (["XDG_CACHE_HOME": "/x", "HOME": "/h"], "/x/attune"),
        (["HOME": "/h"], "/h/.cache/attune"), (["ATTUNE_CACHE": "", "HOME": "/h"], "/h/.cache/attune"),
    ])
    func theCacheLiesWhereTheEnvironmentSays(environment: [String: String], expected: String) {
        #expect(RecipePaths(recipeFolder: "/r", environment: environment).cacheFolder == expected)
    }

    @Test(arguments: [
        (134_515_008, 3e-4), (361_821_120, 2e-4), (1_235_814_400, 5e-5), (1_711_376_384, 5e-5), (3_075_098_624, 2e-5),
        (8_030_261_248, 1e-5), (70_000_000_000, 1e-5), (0, 3e-4),
    ])
    func theAutomaticLearningRateFollowsTheSize(parameters: Int, expected: Double) {
        let rule = LearningRateRule.resolve(parameters: parameters, strategy: .full, tokensPerStep: 8192)
        #expect(rule.rate == expected)
        #expect(rule.reason.contains("full fine-tuning"))
    }

    @Test(arguments: [(134_515_008, 1e-3), (1_235_814_400, 5e-4), (8_030_261_248, 1e-4)])
    func adaptersTakeTenTimesTheRateUpToALimit(parameters: Int, expected: Double) {
        for tokens in [1, 512, 8192] {
            let rule = LearningRateRule.resolve(parameters: parameters, strategy: .lora, tokensPerStep: tokens)
            #expect(rule.rate == expected)
        }
    }

    @Test(arguments: [(4096, 3e-4), (2048, 2.1e-4), (1024, 1.5e-4), (512, 1.1e-4), (0, 4.7e-6)])
    func smallStepsTakeLessByTheSquareRoot(tokens: Int, expected: Double) {
        let rule = LearningRateRule.resolve(parameters: 134_515_008, strategy: .full, tokensPerStep: tokens)
        #expect(rule.rate == expected)
    }

    @Test(arguments: [(1, 2e-3), (4, 1e-3), (16, 5e-4), (30, 3e-4), (100, 9e-5), (1000, 9e-5)])
    func shortTurnsOfSingleBlocksTakeMoreUpToALimit(steps: Int, expected: Double) {
        let rule = LearningRateRule.resolve(
            parameters: 134_515_008, strategy: .layerwise, tokensPerStep: 8192, stepsPerBlock: steps)
        #expect(rule.rate == expected)
        #expect(rule.reason.contains("layer-wise fine-tuning in turns of \(steps) "))
    }

    @Test func adafactorTakesTwiceTheRateUpToALimit() {
        func rule(_ strategy: StrategyKind, turns: Int = 1) -> LearningRateRule {
            .resolve(
                parameters: 134_515_008, strategy: strategy, optimizer: .adafactor, tokensPerStep: 512,
                stepsPerBlock: turns)
        }
        #expect(rule(.full).rate == 2.1e-4 && rule(.full).reason.contains("full fine-tuning with Adafactor"))
        let large = LearningRateRule.resolve(
            parameters: 134_515_008, strategy: .full, optimizer: .adafactor, tokensPerStep: 8192)
        #expect(large.rate == 3e-4, "never above the whole rate")
        #expect([1, 4, 16, 100].map { rule(.layerwise, turns: $0).rate } == [2.5e-3, 2e-3, 1e-3, 1.8e-4])
        #expect(rule(.lora).rate == 1e-3 && rule(.partial).rate == 3e-4)
    }

    @Test func theReasonNamesTheSizeTheTokensAndTheRate() {
        func reason(_ tokens: Int) -> String {
            LearningRateRule.resolve(parameters: 134_515_008, strategy: .full, tokensPerStep: tokens).reason
        }
        let size = "auto: full fine-tuning of 134.5 million parameters (up to 0.25 billion)"
        #expect(reason(4096) == size + " takes 0.0003")
        #expect(reason(1024) == size + " in steps of 1024 tokens takes 0.00015")
    }
}
