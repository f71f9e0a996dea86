import AttuneData
import Testing

@testable import AttuneReports
@testable import AttuneTraining

/// The card of a saved model: what it says, and what hostile texts cannot make of it.
struct ModelCardTests {
    private func record(_ change: (inout ModelRecord) -> Void = { _ in }) -> ModelRecord {
        var recipe = Recipe()
        recipe.model.path = "/volumes/somebody/models/base"
        recipe.data.train = [SourceSettings(path: "/volumes/somebody/data/train.jsonl")]
        recipe.output.directory = "/volumes/somebody/runs/medical"
        var source = DataManifest.Source(
            path: "/volumes/somebody/data/train.jsonl", sha256: "abc123", format: "messages", weight: 1)
        (source.rows, source.documents, source.tokens, source.supervisedTokens) = (1200, 1200, 90_000, 40_000)
        var record = ModelRecord(
            origin: ModelOrigin(name: "org/base"), recipe: recipe, plan: plan, data: [DataUse(.training, source)],
            report: report)
        record.origin.hubName = "org/base"
        change(&record)
        return record
    }

    private var plan: RunPlan {
        let memory = MemoryEstimate(
            weights: 1, remainders: 1, moments: 1, gradients: 1, activations: 1, workspace: 1, program: 1)
        return RunPlan(
            model: "/volumes/somebody/models/base", parameterCount: 1000, trainableCount: 1000, tensors: [],
            warnings: [],
            precision: "bf16", strategy: "full", documents: 1200, tokensPerEpoch: 90_000, packingEfficiency: 1,
            totalSteps: 30, stepsPerEpoch: 10, learningRate: 1e-4, learningRateReason: "from the recipe",
            recomputes: false,
            firstStep: 0, folder: "/volumes/somebody/runs/medical", memory: memory)
    }

    private var report: RunReport {
        var (before, after) = (Metrics(), Metrics())
        before.setLoss(0)
        after.setLoss(0)
        (before.loss, after.loss) = (2.5, 1.25)
        return RunReport(
            before: before, after: after, forgetting: .init(perplexityRatio: 1.5, before: 10, after: 15),
            validation: nil, steps: 30, tokens: 270_000, tokensPerSecond: 1000, seconds: 300, secondsToFirstStep: 2,
            peakMemoryBytes: 1 << 30, model: "/volumes/somebody/runs/medical/model", reason: "finished")
    }

    private func header(_ card: String) throws -> RecipeNode {
        try RecipeNode.parse(try #require(ModelOrigin.frontMatter(card)), name: "card")
    }

    @Test func theHeaderNamesTheBaseAndAnUnknownLicenceAsUnknown() throws {
        let header = try header(ModelCard(record()).markdown)
        #expect(header.member("license")?.value.content == .scalar("unknown", isPlain: false))
        #expect(header.member("base_model")?.value.content == .scalar("org/base", isPlain: false))
        #expect(header.member("language") == nil)
        #expect(header.member("pipeline_tag")?.value.content == .plain("text-generation"))
    }

    @Test func aLicenceIsCopiedWithWhatSaysSo() throws {
        let card = ModelCard(
            record {
                $0.origin.license = .init(
                    identifier: "other", name: "own-terms", link: "https://example.org/terms", place: "its model card")
                $0.origin.languages = ["no", "en"]
            }
        ).markdown
        let header = try header(card)
        #expect(header.member("license")?.value.content == .scalar("other", isPlain: false))
        #expect(header.member("license_name")?.value.content == .scalar("own-terms", isPlain: false))
        #expect(header.member("license_link")?.value.content == .scalar("https://example.org/terms", isPlain: false))
        #expect(card.contains("language:\n  - \"no\"\n  - \"en\"\n"))
        #expect(card.contains("The base model's licence is `own-terms`, as its model card says"))
    }

    @Test func aLicenceFileWithoutANameIsPointedAt() throws {
        let card = ModelCard(record { $0.origin.legalFiles = ["/volumes/somebody/models/base/LICENSE.txt"] }).markdown
        let header = try header(card)
        #expect(header.member("license")?.value.content == .scalar("other", isPlain: false))
        #expect(header.member("license_link")?.value.content == .scalar("LICENSE.txt", isPlain: false))
    }

    @Test func measurementsAndDataAreTold() {
        let card = ModelCard(record()).markdown
        #expect(card.contains("| loss | 2.500 | 1.250 |"))
        #expect(card.contains("perplexity 10.00 before and 15.00 after, a ratio of 1.500"))
        #expect(card.contains("| `train.jsonl` | training | messages | 1,200 | 90.0 k | 40.0 k |"))
        #expect(card.contains("abc123  train.jsonl"))
        #expect(card.contains("all of its 1000 parameters"))
    }

    @Test func noFolderOfTheMachineIsTold() {
        #expect(!ModelCard(record()).markdown.contains("somebody"))
    }

    @Test func aCheckpointSaysThatItIsOne() {
        let card = ModelCard(record { ($0.report.reason, $0.report.steps) = ("checkpoint", 10) }).markdown
        #expect(card.contains("a checkpoint after step 10 of 30"))
    }

    @Test func hostileTextsStayTexts() throws {
        let hostile = "x\"\n---\nlicense: mit\n# <script>alert(1)</script> | ``` | \u{1B}[31m \u{202E} @[a](b) ```"
        let card = ModelCard(
            record {
                $0.origin.hubName = nil
                $0.origin.name = hostile
                $0.origin.license = .init(identifier: hostile, name: hostile, link: hostile, place: "its model card")
                $0.origin.languages = [hostile]
                $0.recipe.data.classification = ClassificationSettings()
                $0.recipe.data.classification?.instruction = hostile
                $0.recipe.data.classification?.labels = [hostile]
                $0.data[0].source.path = hostile
            }
        ).markdown
        let header = try header(card)
        let flat = hostile.replacing("\n", with: " ").replacing("\u{1B}", with: " ").replacing("\u{202E}", with: " ")
        #expect(header.member("license")?.value.content == .scalar(flat, isPlain: false))
        // Two of the header, one inside a block of code.
        #expect(card.split(separator: "\n").count { $0 == "---" } == 3)
        #expect(!card.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" })
        #expect(!outsideOfCode(card).contains("<script>"))
        #expect(!card.contains("base_model:"))
    }

    /// The lines of a card without its header and its blocks of code, and those without code within them.
    private func outsideOfCode(_ card: String) -> String {
        var fence: Substring?
        var text = ""
        for line in card.split(separator: "\n").drop(while: { !$0.hasPrefix("# ") }) {
            let ticks = line.prefix { $0 == "`" }
            if let open = fence {
                if line == open { fence = nil }
            } else if ticks.count >= 3, !line.dropFirst(ticks.count).contains("`") {
                fence = ticks
            } else if !line.contains("````") {
                text += line + "\n"
            }
        }
        return text
    }

    @Test(arguments: [
        ("a`b", "``a`b``"), ("`", "`` ` ``"), ("", "`  `"), ("a|b", "`a\\|b`"), ("a\nb", "`a b`"),
    ])
    func codeWithinALineEndsWhereItShould(text: String, expected: String) { #expect(Markdown.code(text) == expected) }

    @Test func aBlockOfCodeOutlastsTheFencesInIt() {
        #expect(Markdown.block("a\n```\nb") == "````\na\n```\nb\n````\n")
    }
}
