internal import AttuneFormats
internal import AttuneTensor

/// What a training run will hold in memory at its peak, in bytes by part, from sizes alone.
public struct MemoryEstimate: Codable, Sendable, Equatable {
    /// What products read.
    public var weights: Int
    /// The bits that bfloat16 weights do not hold.
    public var remainders: Int
    /// The optimizer's moments.
    public var moments: Int
    /// Gradients that are held at once.
    public var gradients: Int
    /// What the backward of a micro-batch needs from its forward.
    public var activations: Int
    /// What the busiest stage makes and drops again.
    public var workspace: Int
    /// The program, its libraries, and what is read of the model's files.
    public var program: Int

    /// All parts together.
    public var total: Int {
        weights + remainders + moments + gradients + activations + workspace + program
    }

    /// The parts by name, in the order of a table.
    public var parts: [(name: String, bytes: Int)] {
        [
            ("weights", weights), ("more bits of weights", remainders), ("moments", moments), ("gradients", gradients),
            ("activations", activations), ("work space", workspace), ("program and files", program),
        ]
    }

    /// The parts but the program: what the engine's pool will be asked for.
    var pooled: Int { total - program }
}

/// What the estimate depends on beside the model's sizes.
struct MemoryChoices {
    var type: DType
    var keeping: Int  // bytes a weight keeps beside its rounding
    var optimizer: OptimizerKind
    var hasMomentum: Bool
    var updatesInBackward: Bool
    var recomputes: Bool
    var microBatchTokens: Int
    var microBatches: Int
    /// Whether products of `type` run in float32 because the processor has none.
    var widens: Bool
    /// The weights of the adapters, when only they train.
    var adapterCount: Int?
}

extension MemoryEstimate {
    private static let programBytes = 230 << 20  // libtorch, tokenizer, token store: measured on an idle run
    private static let headChunk = 256

    init(_ model: ModelConfiguration, _ choices: MemoryChoices, fileBytes: Int) {
        let count = model.parameterCount
        let width = choices.type.byteCount
        let embedding = model.vocabularySize * model.width * (model.tiesEmbeddings ? 1 : 2)
        let trained = choices.adapterCount ?? count
        weights = (count + (choices.adapterCount ?? 0)) * width
        remainders = width == 4 ? 0 : trained * choices.keeping
        switch choices.optimizer {
        case .adamw: moments = trained * 8
        case .adamw8bit: moments = trained * 2 + trained / AdamWMoment.blockSize * 8
        case .sgd: moments = choices.hasMomentum ? trained * 4 : 0
        }
        let matrixWidth = choices.microBatches > 1 ? 4 : width
        let block = (count - embedding) / max(1, model.layerCount)
        let ownGradients =
            choices.updatesInBackward
            ? max(embedding * 4, block * matrixWidth) : (count - embedding) * matrixWidth + embedding * 4
        gradients = choices.adapterCount.map { $0 * 4 } ?? ownGradients
        let rows = choices.microBatchTokens
        let kept = model.keptElements * width + model.headCount * 4 + 8
        activations =
            choices.recomputes
            ? rows * (model.layerCount * model.width * width + kept) : rows * model.layerCount * kept
        let product = choices.widens ? 4 : 0
        let feedForward = 4 * model.feedForwardWidth * rows * (width + product / 2)
        let logits = model.vocabularySize * MemoryEstimate.headChunk
        let head =
            logits * (width + 2 * product) + 2 * product * model.vocabularySize * model.width + 4 * rows * model.width
            * width
        workspace = max(feedForward, head)
        program = MemoryEstimate.programBytes + fileBytes
    }
}
