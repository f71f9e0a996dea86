package import AttuneText

/// A micro-batch: documents laid end to end, without padding and without a row dimension.
///
/// Attention is causal inside each document only. Documents that begin alike may have their common beginning once: then
/// the later ones hold the rest alone, and `beginnings` says which earlier rows they continue. All arrays but
/// `documentOffsets`, `beginnings` and `rows` have one entry for every row that is held.
public struct Batch: Sendable, Equatable {
    /// The token ids.
    public var ids: [Int32] = []
    /// The position of each token in its document, from 0; with a beginning elsewhere, from behind that.
    public var positions: [Int32] = []
    /// The next token of the same document; 0, with weight 0, at a document's last position.
    public var targets: [Int32] = []
    /// The loss weight of each target.
    public var weights: [Float] = []
    /// Where each document starts, and at the end the number of rows: one more entry than documents.
    public var documentOffsets: [Int32] = [0]
    /// The rows of earlier documents that each document continues, in order; empty for one that is held whole.
    public var beginnings: [[Range<Int32>]] = []
    /// The document of the token store behind each document; `BatchFeed.reference(row:)` names its file and line.
    public var rows: [Int32] = []

    /// Makes an empty batch.
    public init() {}

    /// The number of tokens of all documents, beginnings included.
    public private(set) var tokenCount = 0
    /// The number of rows that a pass computes.
    public var rowCount: Int { ids.count }
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
        append(documentIDs, documentWeights, row, after: [])
    }

    /// Appends one document, of whose beginning earlier documents may hold the rows.
    ///
    /// It shares what comes before its first target that counts, and keeps one row at least. All documents of the batch
    /// must have gone through `tree`.
    package mutating func append(
        ids documentIDs: some Collection<Int32>, weights documentWeights: [Float], row: Int32,
        sharing tree: inout TokenTree
    ) {
        let counting = documentWeights.dropFirst().firstIndex { $0 != 0 } ?? documentWeights.count
        let beginning = tree.place(documentIDs, sharingAtMost: counting - 1)
        append(documentIDs, documentWeights, row, after: beginning)
    }

    private mutating func append(
        _ documentIDs: some Collection<Int32>, _ documentWeights: [Float], _ row: Int32, after beginning: [Range<Int32>]
    ) {
        guard !documentIDs.isEmpty, documentIDs.count == documentWeights.count else { return }
        let held = beginning.reduce(0) { $0 + $1.count }
        ids.append(contentsOf: documentIDs.dropFirst(held))
        positions.append(contentsOf: Int32(held)..<Int32(documentIDs.count))
        targets.append(contentsOf: documentIDs.dropFirst(held + 1))
        targets.append(0)
        weights.append(contentsOf: documentWeights.dropFirst(held + 1))
        weights.append(0)
        documentOffsets.append(Int32(ids.count))
        beginnings.append(beginning)
        rows.append(row)
        tokenCount += documentIDs.count
    }
}

extension TokenStore {
    /// Documents as one flat batch, in their order; with `sharing` what begins alike is held once.
    func batch(of documents: some Sequence<Int32>, sharing: Bool) -> Batch {
        var batch = Batch()
        var tree = TokenTree()
        for document in documents {
            let (ids, weights) = (ids(of: Int(document)), weights(of: Int(document)))
            if sharing {
                batch.append(ids: ids, weights: weights, row: document, sharing: &tree)
            } else {
                batch.append(ids: ids, weights: weights, row: document)
            }
        }
        return batch
    }
}
