extension TrainingSettings: RecipeSection {
    static let fields: [RecipeField<TrainingSettings>] =
        lengthFields + optimizerFields + objectiveFields + controlFields

    private static let lengthFields: [RecipeField<TrainingSettings>] = [
        .init("epochs", \.epochs, .integer(1...100_000), "How often the training rows are seen."),
        .init(
            "max_steps", \.maxSteps, RecipeKind.integer(1...RecipeKind<Int>.mostSteps).orNull(),
            "Ends the run earlier than the epochs do; null does not."),
        .init(
            "tokens_per_step", \.tokensPerStep, RecipeKind.integer(2...RecipeKind<Int>.mostTokens).orNull(),
            "The tokens of one optimizer step. Excludes batch_size."),
        .init(
            "batch_size", \.batchSize, RecipeKind.integer(1...1_000_000).orNull(),
            "The documents of one micro-batch. Excludes tokens_per_step."),
        .init(
            "gradient_accumulation", \.gradientAccumulation, RecipeKind.integer(1...1_000_000).orNull(),
            "The micro-batches of one optimizer step; goes with batch_size."),
        .init(
            "micro_batch_tokens", \.microBatchTokens, .microBatchTokens,
            "The most tokens of one forward pass; goes with tokens_per_step."),
    ]

    private static let optimizerFields: [RecipeField<TrainingSettings>] = [
        .init(
            "optimizer", \.optimizer, .choice(),
            "The rule that turns gradients into updates; adafactor keeps a row and a column of numbers for a matrix."),
        .init("betas", \.betas, .betas, "The decay rates of AdamW's two moments."),
        .init("epsilon", \.epsilon, .number(.above(0, to: 1)), "The small number under AdamW's root."),
        .init(
            "weight_decay", \.weightDecay, .number(.from(0, to: 1)),
            "The decoupled weight decay; norms, biases and embeddings are left out."),
        .init("momentum", \.momentum, .number(.from(0, below: 1)), "The momentum of SGD."),
        .init(
            "learning_rate", \.learningRate, .learningRate,
            "The highest learning rate; auto chooses by the model's size and the strategy, and says why."),
        .init("schedule", \.schedule, .choice(), "How the learning rate falls after the warm-up."),
        .init(
            "warmup_ratio", \.warmupRatio, .number(.from(0, to: 1)),
            "The share of all steps in which the learning rate rises."),
        .init(
            "warmup_steps", \.warmupSteps, RecipeKind.integer(0...RecipeKind<Int>.mostSteps).orNull(),
            "The number of steps in which the learning rate rises; null follows warmup_ratio."),
        .init(
            "min_lr_ratio", \.minLearningRateRatio, .number(.from(0, to: 1)),
            "The share of the learning rate at which the schedule ends."),
    ]

    private static let objectiveFields: [RecipeField<TrainingSettings>] = [
        .init(
            "label_smoothing_factor", \.labelSmoothing, .number(.from(0, below: 1)),
            "The share of each target that is spread evenly over the vocabulary."),
        .init(
            "z_loss_weight", \.zLossWeight, .number(.from(0, to: 1)),
            "The weight of the squared logarithm of the softmax's denominator; 1e-4 is usual in pre-training."),
        .init(
            "neftune_noise_alpha", \.neftuneAlpha, .number(.from(0, to: 1000)),
            "Noise on the embeddings while training, up to alpha / sqrt(document's tokens x width); 5 is usual."),
    ]

    private static let controlFields: [RecipeField<TrainingSettings>] = [
        .init(
            "max_grad_norm", \.maxGradientNorm, RecipeKind.number(.above(0, to: 1e9)).orNull(),
            "The largest norm of the gradients; null leaves them as they are."),
        .init(
            "clipping", \.clipping, .choice(),
            "Which norm that is: of all gradients, of each tensor's own, or of all gradients of the step before."),
        .init(
            "optimizer_in_backward", \.optimizerInBackward, .flag,
            "Moves a stage's weights and lets its gradients go inside the backward; one micro-batch a step."),
        .init(
            "non_finite", \.nonFinite, .choice(), "What happens at a loss or gradient that is not a finite number."),
        .init(
            "early_stopping", \.earlyStopping, RecipeKind.section.orNull(),
            "When to end before the last epoch; null does not. The best weights are kept."),
        .init("seed", \.seed, .integer(0...Int.max), "The source of every random choice."),
        .init(
            "threads", \.threads, RecipeKind.integer(1...4096).orNull(),
            "The threads of the computation; null takes one for each processor core."),
    ]

    mutating func settle(written: Set<String>) {
        if batchSize != nil, !written.contains("tokens_per_step") { tokensPerStep = nil }
        if batchSize == nil, tokensPerStep == nil { tokensPerStep = TrainingSettings().tokensPerStep }
    }

    func conflict() -> RecipeConflict? { stepConflict ?? optimizerConflict ?? backwardConflict }

    private var stepConflict: RecipeConflict? {
        if batchSize != nil, tokensPerStep != nil {
            return .init(
                "batch_size", "batch_size and tokens_per_step exclude each other",
                "Keep one of them; ~training.tokens_per_step on the command line removes the other.")
        }
        if batchSize == nil, gradientAccumulation != nil {
            return .init(
                "gradient_accumulation", "gradient_accumulation needs batch_size",
                "Set batch_size, or remove it: tokens_per_step already is the size of the whole step.")
        }
        guard case .count(let tokens) = microBatchTokens else { return nil }
        if batchSize != nil {
            return .init(
                "micro_batch_tokens", "micro_batch_tokens and batch_size exclude each other", "Keep one of them.")
        }
        guard let step = tokensPerStep, tokens > step else { return nil }
        return .init(
            "micro_batch_tokens", "a micro-batch of \(tokens) tokens is larger than the step of \(step)",
            "Lower micro_batch_tokens or raise tokens_per_step.")
    }

    private var optimizerConflict: RecipeConflict? {
        let defaults = TrainingSettings()
        if optimizer != .sgd, momentum != 0 {
            return .init("momentum", "momentum belongs to sgd", "Remove it, or set optimizer: sgd.")
        }
        if !optimizer.isAdamW, betas != defaults.betas {
            return .init("betas", "betas belong to adamw", "Remove them, or set optimizer: adamw.")
        }
        if !optimizer.isAdamW, epsilon != defaults.epsilon {
            return .init("epsilon", "epsilon belongs to adamw", "Remove it, or set optimizer: adamw.")
        }
        if schedule == .slanted, minLearningRateRatio == 0 {
            return .init(
                "schedule", "slanted rates begin and end at min_lr_ratio, and that is 0",
                "Set training.min_lr_ratio, to 0.03125 for instance, and training.warmup_ratio: 0.1.")
        }
        if schedule == .constant, minLearningRateRatio != 0 {
            return .init(
                "min_lr_ratio", "a constant schedule has no minimum", "Remove it, or set schedule: cosine or linear.")
        }
        return nil
    }
}

extension TrainingSettings {
    private var backwardConflict: RecipeConflict? {
        guard optimizerInBackward else {
            guard clipping != .globalNorm else { return nil }
            return .init(
                "clipping", "\(clipping.rawValue) clipping belongs to optimizer_in_backward",
                "Remove it, or set optimizer_in_backward: true.")
        }
        if maxGradientNorm != nil, clipping == .globalNorm {
            return .init(
                "optimizer_in_backward", "the global norm is known only after the backward, when weights have moved",
                "Set clipping: per_tensor or previous_norm, or max_grad_norm: null.")
        }
        if (gradientAccumulation ?? 1) > 1 {
            return .init(
                "optimizer_in_backward", "it frees gradients that the next micro-batch would have to add to",
                "Set gradient_accumulation: 1, or optimizer_in_backward: false.")
        }
        guard case .count(let tokens) = microBatchTokens, let step = tokensPerStep, tokens < step else { return nil }
        return .init(
            "micro_batch_tokens", "optimizer_in_backward takes one micro-batch a step",
            "Remove it, or set it to tokens_per_step.")
    }
}

extension EarlyStoppingSettings: RecipeSection {
    static let fields: [RecipeField<EarlyStoppingSettings>] = [
        .init(
            "patience", \.patience, .integer(1...10_000),
            "The validations without improvement after which the run ends."),
        .init("metric", \.metric, .choice(), "What has to improve."),
        .init("min_delta", \.minDelta, .number(.from(0, to: 1000)), "The smallest change that counts."),
    ]
}
