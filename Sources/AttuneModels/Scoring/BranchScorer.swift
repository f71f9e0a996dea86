internal import AttuneNN
internal import AttuneTensor
internal import AttuneText

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
    /// All go through one flat pass, in which what begins alike runs once: a prompt for all its continuations, and what the
    /// prompts have in common.
    ///
    /// - Throws: `ScoringError.empty` for a prompt or a continuation without tokens.
    public func continuationScores(_ prompts: [ScoredPrompt]) throws -> [[Double]] {
        guard prompts.allSatisfy({ !$0.prompt.isEmpty && !$0.continuations.contains(where: \.isEmpty) }) else {
            throw ScoringError.empty
        }
        let batch = BranchBatch(prompts)
        let context = try documentContext(positions: batch.positions, batch.layout)
        let hidden = try hidden(batch.ids, context, places: batch.sources)
        let losses = try head.losses(hidden, rows: batch.rows)
        return batch.sums(of: losses)
    }
}

/// Prompts, each with each of its continuations, laid out so that what begins alike has its rows once.
private struct BranchBatch {
    private(set) var ids: [Int32] = []
    private(set) var positions: [Int32] = []
    /// For every token of every continuation: the row that predicts it.
    private(set) var sources: [Int32] = []
    private var tree = TokenTree()
    private var offsets: [Int32] = [0]
    private var seen: [[Range<Int32>]] = []
    private var targets: [Int32] = []
    private var lengths: [[Int]] = []

    init(_ prompts: [ScoredPrompt]) {
        for scored in prompts {
            for continuation in scored.continuations { append(scored.prompt, continuation) }
            lengths.append(scored.continuations.map(\.count))
        }
    }

    var rows: Head.Rows { Head.Rows(targets: targets, weights: [Float](repeating: 1, count: targets.count)) }
    var layout: DocumentLayout { DocumentLayout(offsets: offsets, seen: seen) }

    private mutating func append(_ prompt: [Int32], _ continuation: [Int32]) {
        let sequence = prompt + continuation.dropLast()  // nothing reads the last token's row
        let beginning = tree.place(sequence, sharingAtMost: sequence.count)
        let held = beginning.reduce(0) { $0 + $1.count }
        let own = Int32(ids.count)..<tree.rowCount
        if !own.isEmpty {
            ids += sequence[held...]
            positions += Int32(held)..<Int32(sequence.count)
            offsets.append(own.upperBound)
            seen.append(beginning)
        }
        sources += (beginning.flatMap(Array.init) + own)[(prompt.count - 1)...]
        targets += continuation
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
