import AttuneModels
import AttuneNN
import Testing

@testable import AttuneTraining

/// The keys of LoRA and of the objective.
@Suite struct LoRARecipeTests {
    private let minimal = "model: { path: m }\ndata: { train: [{ path: a }] }\n"

    @Test func loraHasTheNamesOfPEFT() throws {
        let recipe = try RecipeReader.read(
            text: minimal
                + "strategy: { kind: lora, lora: { r: 8, lora_alpha: 12, lora_dropout: 0.1, use_rslora: true } }")
        let lora = try #require(recipe.strategy.lora)
        #expect(
            lora.adapters
                == AdapterSettings(rank: 8, alpha: 12, dropout: 0.1, usesRankStabilisedScale: true))
        #expect(lora.targetModules == .allLinear)
        #expect(abs(lora.adapters.scale - 12 / 8.0.squareRoot()) < 1e-12)
        #expect(try RecipeReader.read(text: recipe.resolvedYAML()) == recipe)
    }

    @Test(arguments: [
        ("all-linear", AdapterTargets.allLinear), ("[q_proj, v_proj]", .names(["q_proj", "v_proj"])),
        ("'.*_proj'", .pattern(".*_proj")),
    ])
    func targetModulesAreAWordAListOrAPattern(text: String, expected: AdapterTargets) throws {
        let recipe = try RecipeReader.read(
            text: minimal + "strategy: { kind: lora, lora: { target_modules: \(text) } }")
        #expect(recipe.strategy.lora?.targetModules == expected)
        #expect(try RecipeReader.read(text: recipe.resolvedYAML()) == recipe)
    }

    @Test(arguments: [
        "{ lora: { r: 8 } }", "{ kind: lora, lora: { r: 0 } }", "{ kind: lora, head: always }",
        "{ kind: lora, lora: { rank: 8 } }",
    ])
    func contradictionsAndForeignKeysAreErrors(text: String) {
        #expect(throws: RecipeError.self) { try RecipeReader.read(text: minimal + "strategy: \(text)") }
    }

    @Test func theObjectiveHasTheNamesOfTheField() throws {
        let recipe = try RecipeReader.read(
            text: minimal
                + "training: { label_smoothing_factor: 0.1, z_loss_weight: 1.0e-4, neftune_noise_alpha: 5 }")
        let objective = recipe.training.objective
        #expect(objective.term.labelSmoothing == 0.1 && objective.term.zLossWeight == 1e-4)
        #expect(objective.noiseAlpha == 5)
        #expect(Recipe().training.objective == Objective())
    }
}
