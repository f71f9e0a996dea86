public import AttuneData
public import AttuneModels
internal import AttuneNN
public import AttuneTensor

/// Forward and backward of one micro-batch, one stage at a time.
///
/// The forward keeps the input of each stage. The backward walks from the head down, differentiates one stage, hands the
/// gradient of its input to the stage below and stops under the lowest stage that trains. Gradients add up in the
/// parameters.
public struct StagedPass {
    private let model: DecoderModel
    private let recomputes: Bool
    private let objective: Objective

    /// A pass over a model.
    ///
    /// With `recomputes` a stage's activations are made again from its input when the backward reaches it: less memory
    /// for about a third more products. The gradients are the same bits.
    public init(_ model: DecoderModel, recomputes: Bool, objective: Objective = Objective()) {
        self.model = model
        self.recomputes = recomputes
        self.objective = objective
    }

    /// The number of a stage: 0 the embedding, then the blocks, last the head.
    public static func stageCount(of model: DecoderModel) -> Int { model.blocks.count + 2 }

    /// Adds the gradients of one micro-batch and returns its sum of weight * loss.
    ///
    /// `scale` is one over the sum of weights of the whole step; `draw` is the place that numbers by chance are for, nil
    /// for a pass without any. `stageCompleted` hears the number of every stage when
    /// its gradients are complete, from the head down; a tied weight is complete with the embedding.
    public func run(
        _ batch: Batch, scale: Double, draw: Draw? = nil, stageCompleted: (Int) throws -> Void = { _ in }
    ) throws -> Double {
        model.store.draw = draw
        defer { model.store.draw = nil }
        let lowest = lowestTrainableStage
        let headStage = model.blocks.count + 1
        let rows = Head.Rows(targets: batch.targets, weights: batch.weights)
        guard !rows.places.isEmpty else {  // other micro-batches of the step have rows that count
            for stage in (lowest...headStage).reversed() { try stageCompleted(stage) }
            return 0
        }
        let context = try model.documentContext(positions: batch.positions, batch.layout)
        let ids = try Tensor(ids: batch.ids, on: model.device)
        let embedded = try model.embedding(ids)
        if let draw { try objective.addNoise(to: embedded, batch, draw) }
        let read = try RowSelection(rows.places, of: batch.rowCount, on: model.device)
        var (hidden, walk) = try forward(embedded, context, reading: read, lowest: lowest)
        let result = try model.head.loss(
            hidden, rows: rows, term: objective.term, scale: scale, needsInputGradient: lowest < headStage)
        try stageCompleted(headStage)
        guard var gradient = result.inputGradient else { return result.weightedLoss }
        hidden = gradient  // lets go of the last hidden rows
        while let stage = walk.popLast() {
            let below = try stage.pullback()(gradient, stage.number > lowest)
            try stageCompleted(stage.number)
            guard let below, stage.number > lowest else { return result.weightedLoss }
            gradient = below
        }
        if lowest == 0 {
            try model.embedding.accumulateGradients(gradient, ids: ids)
            try stageCompleted(0)
        }
        return result.weightedLoss
    }

    /// A stage that the backward will visit.
    private struct Visit {
        let number: Int
        /// The way back, made on demand when activations are recomputed.
        let pullback: () throws -> Pullback
    }

    private func forward(
        _ input: Tensor, _ context: AttentionContext, reading read: RowSelection?, lowest: Int
    ) throws -> (Tensor, [Visit]) {
        var hidden = input
        var walk: [Visit] = []
        for (index, block) in model.blocks.enumerated() {
            let number = index + 1
            let rows = number == model.blocks.count ? read : nil
            if number < lowest {
                hidden = try block(hidden, context, reading: rows)
            } else if recomputes {
                let boundary = hidden
                walk.append(Visit(number: number) { try block.withPullback(boundary, context, reading: rows).pullback })
                hidden = try block(hidden, context, reading: rows)
            } else {
                let (output, pullback) = try block.withPullback(hidden, context, reading: rows)
                walk.append(Visit(number: number) { pullback })
                hidden = output
            }
        }
        return (hidden, walk)
    }

    /// The lowest stage with a parameter that trains; a tied head trains the embedding.
    private var lowestTrainableStage: Int {
        if model.embedding.weight.isTrainable { return 0 }
        let block = model.blocks.firstIndex { $0.parameters.contains(where: \.isTrainable) }
        return block.map { $0 + 1 } ?? model.blocks.count + 1
    }
}
