internal import AttuneFormats
internal import AttuneNN
internal import AttuneTensor

/// What an estimate of memory depends on beside the model's sizes and what trains.
struct MemoryChoices {
    var type: DType
    var keeping: Int  // bytes a weight keeps beside its rounding
    var optimizer: OptimizerKind
    var hasMomentum: Bool
    var updatesInBackward: Bool
    var recomputes: Bool
    var microBatchRows: Int
    var microBatches: Int
    /// Whether products of `type` run in float32 because the processor has none.
    var widens: Bool
}

extension MemoryChoices {
    /// The choices of a recipe for a run that computes in `type`, when so large a share of a micro-batch's tokens has rows.
    init(_ recipe: Recipe, _ model: ModelConfiguration, type: DType, rowShare: Double = 1) {
        let training = recipe.training
        var tokens = recipe.microBatchTokens(for: type)
        if training.optimizerInBackward, let step = training.tokensPerStep { tokens = max(tokens, min(step, 1 << 31)) }
        let microBatches =
            training.tokensPerStep.map { ($0 + tokens - 1) / tokens } ?? training.gradientAccumulation ?? 1
        let keeping = recipe.strategy.trainsOwnWeights ? recipe.keeping : .exact
        self.init(
            type: type, keeping: keeping.remainderBytes, optimizer: training.optimizer,
            hasMomentum: training.momentum != 0, updatesInBackward: training.optimizerInBackward,
            recomputes: recipe.model.recomputes(model, microBatchTokens: tokens, type: type),
            microBatchRows: Int((Double(tokens) * rowShare).rounded(.up)), microBatches: microBatches,
            widens: type == .bfloat16 && !Engine.hasNativeBFloat16)
    }
}

extension WeightKeeping {
    /// The bytes that a bfloat16 weight has beside it.
    fileprivate var remainderBytes: Int {
        switch self {
        case .rounded: 0
        case .exact: 2
        case .shortened: 1
        }
    }
}
