import AttuneErrors
import AttuneText
import AttuneTraining
import Foundation
import Testing

private let minimal = "model: { path: m }\ndata: { train: [{ path: a.jsonl }] }\n"

private func error(_ text: String, _ overrides: String...) -> RecipeError? {
    do {
        _ = try RecipeReader.read(text: text, name: "r.yaml", overrides: overrides)
        return nil
    } catch { return error as? RecipeError }
}

@Suite struct RecipeReaderTests {
    @Test func whatIsNotWrittenKeepsTheDefaultsOfTheTypes() throws {
        var expected = Recipe()
        expected.model.path = "m"
        expected.data.train = [SourceSettings(path: "a.jsonl")]
        #expect(try RecipeReader.read(text: minimal) == expected)
        #expect(expected.training.stepSize == .tokens(8192))
        #expect(expected.training.betas == Betas(first: 0.9, second: 0.999))
    }

    @Test func anUnknownKeyNamesPlaceAndTheNearestKey() {
        let found = error(minimal + "training:\n  epohcs: 2\n")
        let place = RecipePlace.file(name: "r.yaml", line: 4, column: 3)
        #expect(found == .unknownKey(place: place, key: "training.epohcs", hint: .nearest(["epochs"])))
        #expect(found?.description == "error: r.yaml:4:3: there is no key training.epohcs.\nfix: Did you mean epochs?")
        #expect(found?.failureKind == .usage)
    }

    @Test(arguments: [
        ("num_train_epochs: 3", "training.epochs"), ("per_device_train_batch_size: 8", "training.batch_size"),
        ("cutoff_len: 512", "data.max_length"), ("sequence_len: 512", "data.max_length"),
        ("lr_scheduler_type: cosine", "training.schedule"), ("model_name_or_path: x", "model.path"),
        ("gradient_checkpointing: true", "model.activations"), ("save-total-limit: 2", "output.save.keep"),
        ("maxSeqLength: 2", "data.max_length"), ("epochs: 3", "training.epochs"),
        ("min_delta: 0", "training.early_stopping.min_delta"),
    ])
    func otherToolsWordsAndMisplacedKeysNameTheRightPath(line: String, path: String) {
        guard case .unknownKey(_, _, let hint) = error(minimal + line + "\n") else {
            Issue.record("no unknown key")
            return
        }
        #expect(hint == .moved(path))
    }

    @Test(arguments: [
        ("training: { epochs: three }", "training.epochs"), ("training: { epochs: 3.5 }", "training.epochs"),
        ("training: { epochs: \"3\" }", "training.epochs"), ("training: { epochs: 010 }", "training.epochs"),
        ("training: { epochs: [3] }", "training.epochs"), ("training: { epochs: }", "training.epochs"),
        ("training: { learning_rate: fast }", "training.learning_rate"),
        ("training: { weight_decay: .nan }", "training.weight_decay"),
        ("training: { weight_decay: 0x1 }", "training.weight_decay"),
        ("training: { epsilon: 1e-999999x }", "training.epsilon"),
        ("training: 3", "training"), ("model: [m]", "model"),
        ("data: { train: a.jsonl }", "data.train"), ("evaluation: { before: no }", "evaluation.before"),
        ("evaluation: { before: 1 }", "evaluation.before"), ("evaluation: { before: \"true\" }", "evaluation.before"),
        ("evaluation: { every: never }", "evaluation.every"), ("model: { path: \"\" }", "model.path"),
        ("model: { path: \"a\\0b\" }", "model.path"), ("training: { seed: ١ }", "training.seed"),
    ])
    func aValueOfAnotherTypeIsNamedWithItsKey(line: String, key: String) {
        let name = line.prefix { $0 != ":" }
        let lines = minimal.split(separator: "\n").filter { !$0.hasPrefix(name + ":") } + [Substring(line)]
        guard case .wrongType(.file(_, let number, _), let found, _, _) = error(lines.joined(separator: "\n")) else {
            Issue.record("\(String(describing: error(lines.joined(separator: "\n"))))")
            return
        }
        #expect(found == key)
        #expect(number == lines.count)
    }

    @Test(arguments: [
        "training: { epochs: 0 }", "training: { epochs: -1 }", "training: { epochs: 99999999999999999999 }",
        "training: { learning_rate: 0 }", "training: { learning_rate: 2 }", "training: { learning_rate: 1e-400 }",
        "training: { betas: [0.9] }", "training: { betas: [0.9, 1.0] }", "training: { betas: [0.9, 0.9, 0.9] }",
        "training: { tokens_per_step: 1 }", "output: { save: { keep: 0 } }", "training: { threads: 0 }",
        "evaluation: { every: 0 }", "evaluation: { metrics: [] }", "training: { warmup_ratio: 1.01 }",
    ])
    func aNumberOutOfItsRangeIsRefused(line: String) {
        guard case .outOfRange = error(minimal + line + "\n") else {
            Issue.record("\(line): \(String(describing: error(minimal + line)))")
            return
        }
    }

    @Test(arguments: ["training: { weight_decay: 1e400 }", "training: { learning_rate: 1e400 }"])
    func anInfiniteNumberIsRefused(line: String) {
        guard case .wrongType = error(minimal + line + "\n") else {
            Issue.record("accepted")
            return
        }
    }

    @Test func aDateIsADayOfTheCalendar() throws {
        #expect(
            try RecipeReader.read(text: minimal, overrides: ["data.date=2026-11-21"]).data.date?.date == "2026-11-21")
        #expect(
            error(minimal, "data.date=2026-02-30")?.problem
                == "argument data.date=2026-02-30: data.date has to be a date such as 2026-11-21, not 2026-02-30.")
    }

    @Test func aStrategyThatDoesNotExistNamesWhatExists() {
        let found = error(minimal + "strategy: { kind: lisaa }\n")
        #expect(found?.problem == "r.yaml:3:19: strategy.kind cannot be lisaa.")
        #expect(
            found?.remedy
                == "Did you mean lisa? Write one of: full, partial, layerwise, lisa, progressive, surgical, lora."
        )
    }

    @Test func missingKeysAreNamedAlsoInsideSectionsThatAreNotThere() {
        #expect(error("data: { train: [{ path: a }] }")?.problem == "r.yaml:1:1: the key model.path is missing.")
        #expect(error("model: { path: m }")?.problem == "r.yaml:1:1: the key data.train is missing.")
        #expect(error("model: { path: m }\ndata:\n  train: [{}]")?.problem.hasPrefix("r.yaml:3:11: ") == true)
        #expect(error("")?.problem == "r.yaml:1:1: the key model.path is missing.")
        #expect(error("null")?.problem == "r.yaml:1:1: the key model.path is missing.")
    }

    @Test(arguments: [
        ("training: { batch_size: 4, tokens_per_step: 8192 }", "training.batch_size"),
        ("training: { gradient_accumulation: 2 }", "training.gradient_accumulation"),
        ("training: { micro_batch_tokens: 9000 }", "training.micro_batch_tokens"),
        ("training: { micro_batch_tokens: 1000 }", "training.micro_batch_tokens"),
        ("training: { micro_batch_tokens: 2048, batch_size: 3 }", "training.micro_batch_tokens"),
        ("training: { tokens_per_step: 512 }", "training.tokens_per_step"),
        ("training: { momentum: 0.9 }", "training.momentum"),
        ("training: { optimizer: sgd, betas: [0.9, 0.99] }", "training.betas"),
        ("training: { schedule: constant, min_lr_ratio: 0.1 }", "training.min_lr_ratio"),
        ("training: { early_stopping: {} }", "training.early_stopping"),
    ])
    func contradictionsPointAtTheKey(line: String, key: String) {
        guard case .conflict(.file(_, 3, _), let found, _, _) = error(minimal + line + "\n") else {
            Issue.record("\(String(describing: error(minimal + line)))")
            return
        }
        #expect(found == key)
    }

    @Test(arguments: [
        ("validation: {}", "data.validation.path"),
        ("validation: { path: v, fraction: 0.1 }", "data.validation.fraction"),
        ("test: { path: t, format: classification }", "data.classification"),
        ("classification: { labels: [a, b, a] }", "data.classification.labels"),
        ("classification: { text: x, label: x }", "data.classification.label"),
    ])
    func contradictionsInTheDataPointAtTheKey(line: String, key: String) {
        guard
            case .conflict(_, let found, _, _) = error("model: { path: m }\ndata:\n  train: [{ path: a }]\n  \(line)\n")
        else {
            Issue.record("accepted")
            return
        }
        #expect(found == key)
    }

    @Test func batchSizeTakesThePlaceOfTokensPerStep() throws {
        let recipe = try RecipeReader.read(text: minimal + "training: { batch_size: 8, gradient_accumulation: 2 }")
        #expect(recipe.training.tokensPerStep == nil)
        #expect(recipe.training.stepSize == .documents(perMicroBatch: 8, microBatches: 2))
    }

    @Test func aRecipeInJSONIsReadToo() throws {
        let text = """
            {"model": {"path": "m", "precision": "bf16"}, "data": {"train": [{"path": "a"}], "loss_on": "all"},
             "training": {"learning_rate": "auto", "epochs": 2, "max_grad_norm": null}, "evaluation": {"every": "epoch"}}
            """
        let recipe = try RecipeReader.read(text: text)
        #expect(recipe.data.lossOn == .all && recipe.training.learningRate == .auto && recipe.training.epochs == 2)
        #expect(recipe.training.maxGradientNorm == nil && recipe.evaluation.every == .epoch)
        #expect(throws: RecipeError.self) {
            try RecipeReader.read(text: text.replacing("\"epochs\": 2", with: "\"epochs\": \"2\""))
        }
    }

    @Test func wordsAreTextsWhereTextsBelong() throws {
        let text = """
            model: { path: no }
            data:
              train: [{ path: 2024, format: classification }]
              classification: { label: on, labels: [no, yes, 1, true, 1e3] }
            """
        let recipe = try RecipeReader.read(text: text)
        #expect(recipe.model.path == "no")
        #expect(recipe.data.train[0].path == "2024")
        #expect(recipe.data.classification?.label == "on")
        #expect(recipe.data.classification?.labels == ["no", "yes", "1", "true", "1e3"])
    }

    @Test(arguments: [
        ("training: { learning_rate: 1e-4 }", 1e-4), ("training: { learning_rate: 1.0e-4 }", 1e-4),
        ("training: { learning_rate: .5 }", 0.5), ("training: { learning_rate: 1 }", 1),
    ])
    func numbersAreReadAsPeopleWriteThem(line: String, expected: Double) throws {
        #expect(try RecipeReader.read(text: minimal + line).training.learningRate == .value(expected))
    }
}
