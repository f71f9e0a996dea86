internal import AttuneFormats
internal import AttuneModels
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
    /// The program and its libraries.
    public var program: Int

    /// All parts together.
    public var total: Int {
        weights + remainders + moments + gradients + activations + workspace + program
    }

    /// The parts by name, in the order of a table.
    public var parts: [(name: String, bytes: Int)] {
        [
            ("weights", weights), ("more bits of weights", remainders), ("moments", moments), ("gradients", gradients),
            ("activations", activations), ("work space", workspace), ("program", program),
        ]
    }
}

extension MemoryEstimate {
    private static let programBytes = 230 << 20  // libtorch, tokenizer, token store: measured on an idle run
    private static let headChunk = 256
    private static let widenedSlices = 16 << 20  // of a weight, its outputs and their product: see widened.cpp

    /// What a phase holds in which `trained` trains; `weightCount` counts the weights of model and adapters.
    init(
        _ model: ModelConfiguration, _ choices: MemoryChoices, _ trained: TrainedShare, weightCount: Int
    ) {
        let width = choices.type.byteCount
        weights = weightCount * width
        remainders = width == 4 ? 0 : trained.exactCount * choices.keeping
        switch choices.optimizer {
        case .adamw: moments = trained.momentCount * 8
        case .adamw8bit: moments = trained.momentCount * 2 + trained.momentCount / AdamWMoment.blockSize * 8
        case .adafactor: moments = 0  // a row and a column of each matrix: next to nothing
        case .sgd: moments = choices.hasMomentum ? trained.momentCount * 4 : 0
        }
        let matrixWidth = choices.microBatches > 1 ? 4 : width
        gradients =
            choices.updatesInBackward
            ? max(trained.wideCount * 4, trained.largestBlock * matrixWidth)
            : trained.matrixCount * matrixWidth + trained.wideCount * 4
        let rows = choices.microBatchRows
        let kept = model.keptElements * width + model.headCount * 4 + 8
        activations =
            choices.recomputes
            ? rows * (trained.walkedBlocks * model.width * width + (trained.walkedBlocks > 0 ? kept : 0))
            : rows * trained.walkedBlocks * kept
        let product = choices.widens ? 4 : 0
        let feedForward = 4 * model.feedForwardWidth * rows * (width + product / 2)
        let logits = model.vocabularySize * MemoryEstimate.headChunk
        let slices = 2 * product * MemoryEstimate.headChunk * model.width + MemoryEstimate.widenedSlices
        let head = logits * width + (choices.widens ? slices : 0) + 4 * rows * model.width * width
        workspace = max(feedForward, head)
        program = MemoryEstimate.programBytes
    }

    /// What a run holds in the phase that needs most; `layout` has the adapters.
    static func peak(
        _ model: ModelConfiguration, _ choices: MemoryChoices, _ phases: some Collection<TrainedShare>,
        of layout: ModelLayout
    ) -> MemoryEstimate {
        let estimates = phases.map {
            MemoryEstimate(model, choices, $0, weightCount: layout.elementCount)
        }
        return estimates.max { $0.total < $1.total }
            ?? MemoryEstimate(
                model, choices, TrainedShare(all: layout), weightCount: layout.elementCount)
    }
}
