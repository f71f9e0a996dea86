extension StrategySettings: RecipeSection {
    static let fields: [RecipeField<StrategySettings>] =
        choiceFields + turnFields + [
            .init("lora", \.lora, RecipeKind.section.orNull(), "The numbers of kind lora; null takes their defaults."),
            .init(
                "layer_decay", \.layerDecay, .number(.above(0, to: 1)),
                "The factor on the learning rate from a block to the block below; 1 is none, 0.385 is one over 2.6."),
            .init(
                "idle_state", \.idleState, .choice(),
                "What becomes of optimizer state and exact weights of what no longer trains: reset frees, offload keeps."
            ),
        ]

    private static let choiceFields: [RecipeField<StrategySettings>] = [
        .init("kind", \.kind, .choice(), "Which parameters train, and when; docs/choosing.md helps to choose."),
        .init(
            "top_layers", \.topLayers, RecipeKind.integer(1...1_000).orNull(),
            "partial: how many blocks train, from the top."),
        .init(
            "parameters", \.parameters, .list(.text),
            "partial: names or whole parts of them that train too, as in layers.1 or layers.*.mlp."),
        .init(
            "reinitialise", \.reinitialise, .integer(0...1_000),
            "partial: how many blocks begin with fresh weights, from the top; more than 2 need forgetting.probe."),
        .init(
            "embeddings", \.embeddings, .choice(), "The part of the token table; scheduled takes turns like a block."),
        .init("final_norm", \.finalNorm, .choice(), "The part of the norm before the head."),
        .init("head", \.head, .choice(), "The part of the head; tied to the token table it follows embeddings."),
        .init("untie", \.untie, .flag, "Give a tied head a weight of its own, a copy of the token table."),
    ]

    private static let turnFields: [RecipeField<StrategySettings>] = [
        .init("order", \.order, .choice(), "layerwise: the order in which blocks take turns."),
        .init("sweeps", \.sweeps, .integer(1...1_000_000), "layerwise: how often all blocks have their turn."),
        .init(
            "steps_per_block", \.stepsPerBlock, RecipeKind.integer(1...1_000_000_000).orNull(),
            "layerwise and lisa: the steps of a turn; null is 20 with lisa, else fits the sweeps into the run, at most 100."
        ),
        .init("sampled_layers", \.sampledLayers, .integer(1...1_000), "lisa: the blocks that train at a time."),
        .init("stages", \.stages, .integer(1...1_000), "progressive: the stages in which all blocks have joined."),
        .init(
            "steps_per_stage", \.stepsPerStage, RecipeKind.integer(1...1_000_000_000).orNull(),
            "progressive: the steps of a stage; null is the run's steps over one more than the stages."),
        .init(
            "measure_every", \.measureEvery, RecipeKind.integer(1...1_000_000_000).orNull(),
            "surgical: the steps between two measurements of gradients; null is an epoch."),
    ]

    func conflict() -> RecipeConflict? {
        if let conflict = foreignField ?? turnConflict { return conflict }
        let chooses = topLayers != nil || !parameters.isEmpty || reinitialise > 0
        if kind == .partial, !chooses, ![embeddings, finalNorm, head].contains(.always) {
            return .init(
                "kind", "nothing is chosen to train",
                "Add strategy.top_layers: 2, a list of strategy.parameters, or strategy.head: always.")
        }
        if let blocks = topLayers, reinitialise > blocks {
            return .init(
                "reinitialise", "\(reinitialise) blocks begin afresh and only \(blocks) train",
                "Raise strategy.top_layers to \(reinitialise) or lower strategy.reinitialise.")
        }
        if reinitialise > 0, topLayers == nil {
            return .init(
                "reinitialise", "fresh blocks have to train", "Add strategy.top_layers: \(reinitialise) or more.")
        }
        let scheduled = [("embeddings", embeddings), ("final_norm", finalNorm), ("head", head)].first {
            $0.1 == .scheduled
        }
        if let scheduled, ![.layerwise, .lisa].contains(kind) {
            return .init(
                scheduled.0, "only layerwise and lisa have turns", "Write strategy.\(scheduled.0): always or never.")
        }
        return loraConflict
    }

    private var loraConflict: RecipeConflict? {
        let names = [embeddings, finalNorm, head] != [.auto, .auto, .auto] || untie || layerDecay != 1
        guard kind == .lora, names else { return nil }
        return .init(
            "kind", "with lora the adapters train and nothing else",
            "Remove embeddings, final_norm, head, untie and layer_decay from strategy.")
    }
}
