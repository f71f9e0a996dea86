internal import AttuneNN
internal import AttuneTensor

/// A prompt and its possible continuations, as token ids.
public struct ScoredPrompt: Sendable, Equatable {
    /// The prompt; at least one token.
    public let prompt: [Int32]
    /// The continuations; at least one token each.
    public let continuations: [[Int32]]

    /// Makes a prompt.
    public init(prompt: [Int32], continuations: [[Int32]]) {
        self.prompt = prompt
        self.continuations = continuations
    }

    /// The tokens that a pass over the prompt and all continuations has.
    public var tokenCount: Int { prompt.count + continuations.reduce(0) { $0 + $1.count } }
}

extension DecoderModel {
    /// The sum of log-probabilities of every continuation given its prompt, not normalised by length.
    ///
    /// Every prompt runs once; its continuations see its keys and values. All prompts go through one flat pass.
    ///
    /// - Throws: `ScoringError.empty` for a prompt or a continuation without tokens.
    public func continuationScores(_ prompts: [ScoredPrompt]) throws -> [[Double]] {
        guard prompts.allSatisfy({ !$0.prompt.isEmpty && !$0.continuations.contains(where: \.isEmpty) }) else {
            throw ScoringError.empty
        }
        let batch = BranchBatch(prompts)
        let context = AttentionContext(
            angles: try rotary.angles(positions: batch.positions, on: device), scope: .branches(batch.documents))
        let hidden = try hidden(batch.ids, context, places: batch.sources)
        let losses = try head.losses(hidden, rows: batch.rows)
        return batch.sums(of: losses)
    }
}

/// Prompts and continuations laid out side by side.
private struct BranchBatch {
    private(set) var ids: [Int32] = []
    private(set) var positions: [Int32] = []
    private(set) var documents: [BranchedDocument] = []
    /// For every token of every continuation: the row that predicts it.
    private(set) var sources: [Int32] = []
    private var targets: [Int32] = []
    private var lengths: [[Int]] = []

    init(_ prompts: [ScoredPrompt]) {
        for prompt in prompts { append(prompt) }
    }

    var rows: Head.Rows { Head.Rows(targets: targets, weights: [Float](repeating: 1, count: targets.count)) }

    private mutating func append(_ scored: ScoredPrompt) {
        let start = ids.count
        ids += scored.prompt
        positions += (0..<scored.prompt.count).map(Int32.init)
        var branches: [Range<Int>] = []
        for continuation in scored.continuations {
            let first = ids.count
            sources.append(Int32(start + scored.prompt.count - 1))
            sources += (first..<first + continuation.count - 1).map(Int32.init)
            targets += continuation
            ids += continuation
            positions += (0..<continuation.count).map { Int32(scored.prompt.count + $0) }
            branches.append(first..<ids.count)
        }
        documents.append(BranchedDocument(prompt: start..<start + scored.prompt.count, branches: branches))
        lengths.append(scored.continuations.map(\.count))
    }

    func sums(of losses: [Float]) -> [[Double]] {
        var next = 0
        return lengths.map { counts in
            counts.map { count in
                defer { next += count }
                return -losses[next..<next + count].reduce(0) { $0 + Double($1) }
            }
        }
    }
}
