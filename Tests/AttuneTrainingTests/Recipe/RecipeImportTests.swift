import AttuneErrors
import AttuneTraining
import Foundation
import Testing

@Suite struct RecipeImportTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Fixtures/recipes").path

    private func imported(_ name: String) throws -> RecipeImport {
        try RecipeImport(path: "\(Self.folder)/\(name).yaml", workingFolder: "/nowhere")
    }

    /// Imports a text as a file of its own.
    private func imported(text: String) throws -> RecipeImport {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString + ".yaml")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(text.utf8).write(to: file)
        return try RecipeImport(path: file.path)
    }

    @Test func aFileOfLlamaFactoryIsCarriedOver() throws {
        let result = try imported("llama-factory")
        let recipe = result.recipe
        #expect(result.tool == .llamaFactory)
        #expect(recipe.model.path == "org/tiny" && recipe.model.precision == .bf16)
        #expect(recipe.data.train.map(\.format) == [.alpaca, .messages, .auto])
        #expect(recipe.data.train[0].path == Self.folder + "/data/notes.json")
        #expect(recipe.data.train[0].fields == ["instruction": "task", "output": "answer"])
        #expect(recipe.data.train[1].fields == ["messages": "turns"])
        #expect(recipe.data.maxLength == 512 && recipe.data.onOverlong == .truncate)
        #expect(recipe.data.validation?.fraction == 0.1)
        #expect(recipe.training.batchSize == 2 && recipe.training.gradientAccumulation == 4)
        #expect(recipe.training.learningRate == .value(1e-5) && recipe.training.epochs == 3)
        #expect(recipe.training.betas == Betas(first: 0.9, second: 0.95))
        #expect(recipe.evaluation.every == .steps(100) && recipe.output.save.every == .steps(200))
        let notes = result.open.joined(separator: "\n")
        #expect(notes.contains("far_away lies on a hub") && notes.contains("2.5 epochs") && notes.contains("1000 rows"))
        #expect(result.left.first { $0.key == "brand_new_key" }?.reason == "Attune knows no such setting")
    }

    @Test func aFileOfAxolotlIsCarriedOver() throws {
        let result = try imported("axolotl")
        let recipe = result.recipe
        #expect(result.tool == .axolotl)
        #expect(recipe.data.train.map(\.format) == [.alpaca, .messages])
        #expect(recipe.data.train[0].fields == ["instruction": "task", "output": "answer"])
        #expect(recipe.data.train[1].path == Self.folder + "/data/shared.jsonl")
        #expect(recipe.data.train[1].fields == ["messages": "turns"])
        #expect(recipe.data.packing && recipe.data.onOverlong == .drop && recipe.data.lossOn == .assistant)
        #expect(recipe.training.tokensPerStep == 4 * 2 * 256, "packed rows are of a fixed length")
        #expect(recipe.training.batchSize == nil && recipe.training.optimizer == .adamw8bit)
        #expect(recipe.model.activations == .recompute && recipe.model.precision == .auto)
        #expect(recipe.output.save.every == .epoch)
        #expect(recipe.training.warmupSteps == 100)
        #expect(result.left.contains { $0.key == "evals_per_epoch" })
    }

    @Test func aFileOfTorchtuneIsCarriedOver() throws {
        let result = try imported("torchtune")
        let recipe = result.recipe
        #expect(result.tool == .torchtune)
        #expect(recipe.model.path == "/models/tiny" && recipe.output.directory == "/models/out")
        #expect(recipe.data.train[0].path == Self.folder + "/data/notes.json")
        #expect(recipe.data.train[0].fields == ["instruction": "task", "output": "answer"])
        #expect(recipe.data.lossOn == .all, "its Alpaca data sets train on the input unless told otherwise")
        #expect(recipe.training.maxSteps == 50 && recipe.training.epochs == 2, "25 steps in each of 2 epochs")
        #expect(recipe.training.schedule == .cosine && recipe.training.warmupSteps == 0)
        #expect(recipe.training.optimizerInBackward)
        #expect(recipe.training.maxGradientNorm == nil)
    }

    @Test func settingsOfAdamWStayBehindWithOtherOptimizers() throws {
        let start = "base_model: m\ndatasets: [{ path: a.jsonl }]\nadam_beta2: 0.95\nadam_epsilon: 1e-6\n"
        let result = try imported(text: start + "optimizer: adafactor\n")
        #expect(result.recipe.training.optimizer == .adafactor && result.recipe.training.betas == Betas())
        #expect(result.left.map(\.key) == ["adam_beta2", "adam_epsilon"])
        let usual = try imported(text: start + "optimizer: adamw_torch\n").recipe
        #expect(usual.training.betas == Betas(first: 0.9, second: 0.95) && usual.training.epsilon == 1e-6)
    }

    @Test func countsAreTakenAsCountsAndSharesAsShares() throws {
        let start = "base_model: m\ndatasets: [{ path: a.jsonl }]\n"
        let counted = try imported(text: start + "val_set_size: 500.0\nwarmup_steps: 20\n").recipe
        #expect(counted.data.validation?.rows == 500 && counted.data.validation?.fraction == nil)
        #expect(counted.training.warmupSteps == 20 && counted.training.warmupRatio == TrainingSettings().warmupRatio)
        let shared = try imported(text: start + "val_set_size: 0.05\nwarmup_steps: 0.2\n").recipe
        #expect(shared.data.validation?.fraction == 0.05 && shared.training.warmupRatio == 0.2)
        #expect(shared.training.warmupSteps == nil)
        #expect(throws: RecipeError.self) { try imported(text: start + "warmup_steps: -3\n") }
        #expect(throws: RecipeError.self) { try imported(text: start + "val_set_size: 10.5\n") }
    }

    @Test func noiseAndSmoothingAreCarriedOver() throws {
        let start = "base_model: m\ndatasets: [{ path: a.jsonl }]\n"
        let recipe = try imported(text: start + "neftune_noise_alpha: 5\nlabel_smoothing_factor: 0.1\n").recipe
        #expect(recipe.training.neftuneAlpha == 5 && recipe.training.labelSmoothing == 0.1)
    }

    @Test(arguments: ["llama-factory", "axolotl", "torchtune"])
    func everyKeyIsCarriedOverOrListed(name: String) throws {
        let result = try imported(name)
        let text = try String(contentsOfFile: "\(Self.folder)/\(name).yaml", encoding: .utf8)
        let known = Set(result.carried.map(\.from) + result.left.map(\.key))
        for line in text.split(separator: "\n") where !line.hasPrefix("#") && !line.hasSuffix("null") {
            guard let key = line.split(separator: ":").first?.trimmingCharacters(in: CharacterSet(charactersIn: " -")),
                line.contains(": "), !["adapter", "wandb_project", "base"].contains(key)
            else { continue }
            #expect(known.contains { $0.split(separator: ".").contains(Substring(key)) }, "\(key)")
        }
        let again = try RecipeReader.read(text: result.yaml)
        #expect(again == result.recipe, "the text that is written reads as the recipe")
        for left in result.left { #expect(result.yaml.contains("#   \(left.key): ")) }
    }

    @Test(arguments: [
        ("model_name_or_path: m\nstage: dpo\n", "stage is dpo"),
        ("model_name_or_path: m\nfinetuning_type: lora\n", "finetuning_type is lora"),
        ("base_model: m\nadapter: qlora\n", "adapter is qlora"),
        ("base_model: m\nload_in_4bit: true\n", "load_in_4bit is true"),
        ("checkpointer: { checkpoint_dir: m }\nmodel: { _component_: models.lora_llama3_8b }\n", "lora_llama3_8b"),
        ("model: { path: m }\n", "is no training file of LLaMA-Factory, Axolotl, torchtune"),
    ])
    func otherWaysOfTrainingAreRefused(text: String, problem: String) {
        let error = #expect(throws: RecipeImportError.self) { try imported(text: text) }
        #expect(error?.problem.contains(problem) == true)
        #expect(error?.failureKind == .usage)
    }

    @Test func wrongValuesAreNamedByTheirLineInTheForeignFile() {
        let error = #expect(throws: RecipeError.self) {
            try imported(text: "base_model: m\ndatasets: [{ path: a.jsonl }]\nlearning_rate: fast\n")
        }
        #expect(error?.problem.contains(":3:16: training.learning_rate has to be") == true)
    }

    @Test func textsOfTheFileCannotLeaveTheirComment() throws {
        let text = "base_model: m\ndatasets: [{ path: a.jsonl }]\nodd: \"x\\nmodel: { path: evil }\"\n"
        let result = try imported(text: text)
        #expect(try RecipeReader.read(text: result.yaml).model.path == "m")
    }

    @Test func referencesThatTurnInCirclesEnd() throws {
        let text =
            "checkpointer: { checkpoint_dir: \"${a}\" }\na: \"${b}x\"\nb: \"${a}y\"\ndataset: { source: d.jsonl }\n"
        #expect(try imported(text: text).recipe.model.path.count < 5000)
    }
}
