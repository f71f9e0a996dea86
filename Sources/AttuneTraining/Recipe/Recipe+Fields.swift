extension Recipe: RecipeSection {
    static let fields: [RecipeField<Recipe>] = [
        .init("model", \.model, .section, "The model to start from."),
        .init("data", \.data, .section, "What it learns from and is measured on."),
        .init("strategy", \.strategy, .section, "Which parameters train, and when."),
        .init("training", \.training, .section, "The optimizer, its rate, the size of a step."),
        .init("evaluation", \.evaluation, .section, "When the model is measured, and by what."),
        .init(
            "forgetting", \.forgetting, RecipeKind.section.orNull(),
            "General text on which to watch what the model forgets; null watches nothing."),
        .init("output", \.output, .section, "Where the results go, and in which form."),
    ]

    func conflict() -> RecipeConflict? {
        if training.earlyStopping != nil, data.validation == nil {
            return .init(
                "training.early_stopping", "early stopping needs validation rows",
                "Add data.validation: { fraction: 0.05 } or a file of its own, or remove early_stopping.")
        }
        if let metric = training.earlyStopping?.metric, metric != .validationLoss, data.classification == nil {
            return .init(
                "training.early_stopping.metric", "\(metric.rawValue) needs a classification task",
                "Use metric: validation_loss, or describe the task under data.classification.")
        }
        if strategy.reinitialise > 2, forgetting == nil {
            return .init(
                "strategy.reinitialise",
                "fresh weights in \(strategy.reinitialise) blocks undo most of what a model can do",
                "Lower it to 2, or add forgetting.probe to watch what is lost.")
        }
        if strategy.kind == .surgical, training.optimizerInBackward {
            return .init(
                "strategy.kind", "surgical compares the gradients of all parts before any weight moves",
                "Set training.optimizer_in_backward: false, or choose another strategy.")
        }
        if let tokens = training.tokensPerStep, tokens < data.maxLength {
            return .init(
                "training.tokens_per_step", "a step of \(tokens) tokens cannot hold a document of \(data.maxLength)",
                "Raise training.tokens_per_step or lower data.max_length.")
        }
        if case .count(let tokens) = training.microBatchTokens, tokens < data.maxLength {
            return .init(
                "training.micro_batch_tokens",
                "a micro-batch of \(tokens) tokens cannot hold a document of \(data.maxLength)",
                "Raise training.micro_batch_tokens or lower data.max_length.")
        }
        return nil
    }
}

extension ModelSettings: RecipeSection {
    static let fields: [RecipeField<ModelSettings>] = [
        .init(
            "path", \.path, .path(.model), required: true,
            "A model folder, a .gguf file, the name of a model in the cache, or org/name in the Hugging Face cache."),
        .init(
            "precision", \.precision, .choice(),
            "The number format of the computation; auto is bf16 where the processor computes in it, else fp32."),
        .init(
            "activations", \.activations, .choice(),
            "What the forward pass keeps: keep is faster, recompute needs less memory, auto decides by memory."),
        .init("initialise", \.initialise, .choice(), "Start from the stored weights or from random ones."),
    ]
}

extension EvaluationSettings: RecipeSection {
    static let fields: [RecipeField<EvaluationSettings>] = [
        .init("every", \.every, .interval, "How often the validation rows are scored: epoch, or a number of steps."),
        .init(
            "metrics", \.metrics, .list(.choice(), atLeast: 1),
            "What is measured; what the task does not have is left out. For rouge_l, token_f1 and exact_match the model "
                + "answers rows of the test set."),
        .init("before", \.before, .flag, "Measure the untrained model too."),
        .init(
            "answer_rows", \.answerRows, .integer(1...RecipeKind<Int>.mostSteps),
            "How many rows are answered for these three at most, spread evenly over the test set."),
        .init(
            "answer_tokens", \.answerTokens, .integer(1...RecipeKind<Int>.mostTokens),
            "The most tokens of such an answer."),
    ]
}

extension ForgettingSettings: RecipeSection {
    static let fields: [RecipeField<ForgettingSettings>] = [
        .init(
            "probe", \.probe, .path(.data), required: true,
            "A file of general text whose perplexity is compared before and after.")
    ]
}

extension OutputSettings: RecipeSection {
    static let fields: [RecipeField<OutputSettings>] = [
        .init(
            "directory", \.directory, RecipeKind.path(.output).orNull(),
            "The run's folder; null is runs/ and the recipe's name, in the working directory."),
        .init(
            "dtype", \.dtype, .choice(),
            "The number format of the saved weights; source is the model's own, and bf16 for a quantised one."),
        .init("save", \.save, .section, "When checkpoints are written."),
    ]
}

extension SaveSettings: RecipeSection {
    static let fields: [RecipeField<SaveSettings>] = [
        .init("every", \.every, .interval, "How often a checkpoint is written: epoch, or a number of steps."),
        .init("keep", \.keep, .integer(1...1000), "How many of the newest checkpoints stay, beside the best."),
    ]
}
