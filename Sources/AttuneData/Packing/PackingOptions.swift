/// How documents become bins, and bins become steps and micro-batches.
public struct PackingOptions: Sendable, Equatable {
    /// How much data one optimizer step takes.
    public enum StepSize: Sendable, Equatable {
        /// Bins for so many tokens of capacity a step, and so many a micro-batch.
        case tokens(perStep: Int, perMicroBatch: Int)
        /// So many documents a micro-batch, and so many micro-batches a step.
        case documents(perMicroBatch: Int, microBatches: Int)
    }

    /// The capacity of a bin, and the most tokens a document may have.
    public var maxLength: Int
    /// How much data one optimizer step takes.
    public var stepSize: StepSize
    /// Several documents a bin; otherwise each document has a bin of its own.
    public var packing: Bool
    /// Best-fit bins in a new random order each epoch; otherwise next-fit bins in the order of the files.
    public var shuffle: Bool
    /// The seed of the order and of the choice of rows from sources with a fractional weight.
    public var seed: UInt64
    /// Whether the documents of a micro-batch that begin alike have their beginning once: the same mathematics for less work.
    public var sharesBeginnings: Bool

    /// Makes options with the defaults of the recipe.
    public init(
        maxLength: Int, stepSize: StepSize, packing: Bool = true, shuffle: Bool = true, seed: UInt64 = 42,
        sharesBeginnings: Bool = true
    ) {
        self.maxLength = maxLength
        self.stepSize = stepSize
        self.packing = packing
        self.shuffle = shuffle
        self.seed = seed
        self.sharesBeginnings = sharesBeginnings
    }
}
