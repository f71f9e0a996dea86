/// What a run will need, before a weight is loaded.
public struct RunForecast: Sendable, Equatable {
    /// What the run is.
    public let plan: RunPlan
    /// Tokens of one optimizer step on average.
    public let tokensPerStep: Double
    /// Floating-point operations of the whole training, measurements not counted.
    public let operations: Double
    /// How fast this machine is.
    public let machine: ComputeRate
    /// The same run with other settings, and what it would hold in memory then.
    public let variants: [Variant]

    /// A change to the recipe and its effect.
    public struct Variant: Sendable, Equatable {
        /// The changes as command-line arguments; empty for the recipe as it is.
        public let changes: [String]
        /// What the run would hold.
        public let memory: MemoryEstimate
        /// What the change costs.
        public let price: String
    }

    /// Seconds of training at a rate.
    public func seconds(at rate: ComputeRate) -> Double { operations / rate.operationsPerSecond }
}

extension TrainingJob {
    /// Predicts memory and time: data and model configuration are read, no weight is, and nothing is written.
    public func forecast(emit: (RunEvent) -> Void = { _ in }) throws -> RunForecast {
        let prepared = try PreparedRun(recipe, emit: emit)
        let plan = prepared.plan(firstStep: 0)
        let tokens = Double(plan.tokensPerEpoch) / Double(max(1, prepared.data.feed.stepsPerEpoch))
        return RunForecast(
            plan: plan, tokensPerStep: tokens,
            operations: prepared.operationsPerToken * tokens * Double(prepared.totalSteps),
            machine: try .measured(prepared.bundle, type: prepared.computeType, rows: min(1024, Int(tokens) + 1)),
            variants: try prepared.variants())
    }
}

extension PreparedRun {
    private static let savings: [(changes: [String], price: String)] = [
        (["model.activations=recompute"], "about a third more products"),
        (["training.optimizer=adamw_8bit"], "moments of 8 bits, weights of 24"),
        (["model.activations=recompute", "training.optimizer=adamw_8bit"], "both"),
        (["training.optimizer=adafactor"], "another optimizer, without moments"),
        (["model.activations=recompute", "training.optimizer=adafactor"], "that and a third more products"),
        (
            [
                "model.activations=recompute", "training.optimizer=adafactor", "training.optimizer_in_backward=true",
                "training.clipping=per_tensor",
            ], "and no global gradient norm; one micro-batch a step"
        ),
    ]

    /// The recipe as it is, then with what conflicts with nothing in it and needs less memory.
    fileprivate func variants() throws -> [RunForecast.Variant] {
        let own = RunForecast.Variant(changes: [], memory: memory, price: "")
        return try [own]
            + PreparedRun.savings.compactMap { changes, price in
                do {
                    let changed = try RecipeReader.read(text: recipe.resolvedYAML(), overrides: changes)
                    let need = memory(of: changed)
                    return need.total < memory.total ? .init(changes: changes, memory: need, price: price) : nil
                } catch RecipeError.conflict { return nil }
            }
    }
}
