public import AttuneNN
public import AttuneTensor

/// A decoder as a short list of stages: embedding, blocks, head.
///
/// Everything that trains, scores or generates walks these stages; none of it knows the family.
public final class DecoderModel {
    /// The first stage.
    public let embedding: Embedding
    /// The blocks, from the bottom up.
    public let blocks: [DecoderBlock]
    /// The last stage.
    public let head: Head
    /// All parameters in checkpoint order.
    public let store: ParameterStore
    /// The frequencies of positions.
    public let rotary: Rotary
    /// The heads of every block.
    public let attention: AttentionShape
    /// Whether the head's weight is the embedding's.
    public let tiesEmbeddings: Bool
    /// What the adapters share; nil when there are none.
    public internal(set) var adapters: AdapterSettings?

    /// The sizes of a decoder.
    public struct Shape: Sendable, Equatable {
        /// The number of tokens V.
        public var vocabularySize: Int
        /// The number of blocks.
        public var layerCount: Int
        /// The sizes of a block.
        public var block: DecoderBlock.Shape
        /// The base of the rotary frequencies.
        public var rotaryTheta: Double
        /// How they are stretched.
        public var rotaryScaling: RotaryScaling
        /// Whether the head's weight is the embedding's.
        public var tiesEmbeddings: Bool

        /// Makes a shape.
        public init(
            vocabularySize: Int, layerCount: Int, block: DecoderBlock.Shape, rotaryTheta: Double,
            rotaryScaling: RotaryScaling, tiesEmbeddings: Bool
        ) {
            self.vocabularySize = vocabularySize
            self.layerCount = layerCount
            self.block = block
            self.rotaryTheta = rotaryTheta
            self.rotaryScaling = rotaryScaling
            self.tiesEmbeddings = tiesEmbeddings
        }
    }

    /// Declares all parameters; their memory is not set yet.
    public init(_ shape: Shape, computeType: DType, device: Device = .cpu) throws {
        let store = ParameterStore(computeType: computeType, device: device)
        let body = store.scope("model")
        let width = shape.block.width
        embedding = try Embedding(body.scope("embed_tokens"), vocabularySize: shape.vocabularySize, width: width)
        blocks = try (0..<shape.layerCount).map {
            try DecoderBlock(body.scope("layers").scope("\($0)"), layer: $0, shape: shape.block)
        }
        head = try Head(
            store.scope("lm_head"), normScope: body.scope("norm"), vocabularySize: shape.vocabularySize, width: width,
            epsilon: shape.block.normEpsilon, tied: shape.tiesEmbeddings ? embedding.weight : nil)
        self.store = store
        rotary = Rotary(
            headSize: shape.block.attention.headSize, theta: shape.rotaryTheta, scaling: shape.rotaryScaling)
        attention = shape.block.attention
        tiesEmbeddings = shape.tiesEmbeddings
    }

    /// The parameters of a stage: 0 the embedding, then the blocks, last the head; a tied weight is the embedding's.
    public func parameters(ofStage stage: Int) -> [Parameter] {
        switch stage {
        case 0: [embedding.weight]
        case ...blocks.count: blocks[stage - 1].parameters
        default: [head.norm.weight] + (tiesEmbeddings ? [] : [head.weight])
        }
    }

    /// Where tensors of this model live.
    public var device: Device { store.device }

    /// Runs embedding and blocks: flat rows of ids -> hidden rows [N, D] before the head, or the rows at `places` [R, D].
    public func hidden(_ ids: [Int32], _ context: AttentionContext, places: [Int32]? = nil) throws -> Tensor {
        let read = try places.flatMap { try RowSelection($0, of: ids.count, on: device) }
        let embedded = try embedding(Tensor(ids: ids, on: device))
        return try blocks.enumerated().reduce(embedded) { hidden, block in
            try block.element(hidden, context, reading: block.offset == blocks.count - 1 ? read : nil)
        }
    }

    /// The context of a flat batch of documents.
    public func documentContext(positions: [Int32], _ layout: DocumentLayout) throws -> AttentionContext {
        AttentionContext(angles: try rotary.angles(positions: positions, on: device), scope: .documents(layout))
    }

    /// A cache for generation.
    public func makeCache(batch: Int, capacity: Int) throws -> KeyValueCache {
        try KeyValueCache(
            layerCount: blocks.count, batch: batch, capacity: capacity, shape: attention, type: store.computeType,
            on: device)
    }
}
