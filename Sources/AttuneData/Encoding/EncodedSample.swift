/// One document as the model sees it: token ids, and how much each of them counts in the loss.
public struct EncodedSample: Sendable, Equatable {
    /// The token ids.
    public let ids: [Int32]
    /// The loss weight of token `i` as a target; the first token is never a target and always has weight 0.
    public let weights: [Float]
    /// The rendered text the ids were made from.
    public let text: String
    /// The row it came from.
    public let record: RecordReference
    /// Whether the chat template left out a part of an answer, such as its reasoning.
    public var losesAnswer = false
    /// Whether tools or calls are text, because the chat template has no place for them.
    public var hasToolText = false

    /// Makes a sample; the first weight is set to 0, because no position predicts the first token.
    public init(ids: [Int32], weights: [Float], text: String, record: RecordReference) {
        self.ids = ids
        var targetWeights = weights
        if !targetWeights.isEmpty { targetWeights[0] = 0 }
        self.weights = targetWeights
        self.text = text
        self.record = record
    }

    /// How many tokens count in the loss.
    public var supervisedCount: Int { weights.reduce(0) { $1 > 0 ? $0 + 1 : $0 } }
}
