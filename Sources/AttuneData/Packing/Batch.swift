/// A micro-batch: documents laid end to end, without padding and without a row dimension.
///
/// All arrays but `documentOffsets` and `rows` have one entry a token. Attention is causal inside each document only.
public struct Batch: Sendable, Equatable {
    /// The token ids.
    public var ids: [Int32] = []
    /// The position of each token in its document, from 0.
    public var positions: [Int32] = []
    /// The next token of the same document; 0, with weight 0, at a document's last position.
    public var targets: [Int32] = []
    /// The loss weight of each target.
    public var weights: [Float] = []
    /// Where each document starts, and at the end the number of tokens: one more entry than documents.
    public var documentOffsets: [Int32] = [0]
    /// The document of the token store behind each document; `BatchFeed.reference(row:)` names its file and line.
    public var rows: [Int32] = []

    /// Makes an empty batch.
    public init() {}

    /// The number of tokens.
    public var tokenCount: Int { ids.count }
    /// The number of documents.
    public var documentCount: Int { rows.count }
    /// The sum of the loss weights; the caller adds up those of a whole optimizer step.
    public var weightSum: Double { weights.reduce(0) { $0 + Double($1) } }

    /// Appends one document: its targets are its own ids, one place to the left.
    ///
    /// - Parameters:
    ///   - documentIDs: the ids of the document.
    ///   - documentWeights: the weight of each of them as a target, as in `EncodedSample`.
    ///   - row: the document's number in the token store.
    public mutating func append(ids documentIDs: some Collection<Int32>, weights documentWeights: [Float], row: Int32) {
        guard !documentIDs.isEmpty, documentIDs.count == documentWeights.count else { return }
        ids.append(contentsOf: documentIDs)
        positions.append(contentsOf: 0..<Int32(documentIDs.count))
        targets.append(contentsOf: documentIDs.dropFirst())
        targets.append(0)
        weights.append(contentsOf: documentWeights.dropFirst())
        weights.append(0)
        documentOffsets.append(Int32(ids.count))
        rows.append(row)
    }
}
