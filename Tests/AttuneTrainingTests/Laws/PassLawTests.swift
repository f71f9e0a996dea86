import AttuneData
import AttuneModels
import AttuneNN
import AttuneTensor
import AttuneTestSupport
import AttuneTraining
import Testing

/// What must hold of a training pass whatever the model is.
struct PassLawTests {
    private func gradients(_ model: DecoderModel) throws -> [[Float]] {
        try model.store.parameters.map { try #require($0.gradient).floats() }
    }

    private func run(_ model: DecoderModel, _ batches: [Batch], recomputes: Bool = false) throws -> Double {
        let weight = batches.reduce(0) { $0 + $1.weightSum }
        model.store.clearGradients()
        let pass = StagedPass(model, recomputes: recomputes)
        return try batches.reduce(0) { try $0 + pass.run($1, scale: 1 / weight) } / weight
    }

    /// The documents of a batch, one batch each.
    private func documents(_ batch: Batch) -> [Batch] {
        zip(batch.documentOffsets, batch.documentOffsets.dropFirst()).enumerated().map { row, bounds in
            let range = Int(bounds.0)..<Int(bounds.1)
            var part = Batch()
            part.append(ids: batch.ids[range], weights: [0] + batch.weights[range].dropLast(), row: Int32(row))
            return part
        }
    }

    @Test(arguments: ParityModel.all, [DType.float32, .bfloat16])
    func keptAndRecomputedActivationsGiveTheSameBits(_ parity: ParityModel, type: DType) throws {
        let (kept, recomputed) = (try parity.load(type), try parity.load(type))
        let batch = try parity.batch()
        let losses = (try run(kept, [batch]), try run(recomputed, [batch], recomputes: true))
        #expect(losses.0 == losses.1)
        #expect(try gradients(kept) == gradients(recomputed))
    }

    @Test(arguments: ParityModel.all)
    func unevenMicroBatchesAddUpToTheWholeStep(_ parity: ParityModel) throws {
        let (whole, parts) = (try parity.load(), try parity.load())
        let batch = try parity.batch()
        let pieces = documents(batch)
        #expect(pieces.count == 3)
        #expect(pieces.flatMap(\.targets) == batch.targets)
        #expect(abs(try run(whole, [batch]) - run(parts, pieces)) < 1e-6)
        for (one, other) in zip(whole.store.parameters, parts.store.parameters) {
            let comparison = try Comparison(#require(other.gradient), #require(one.gradient))
            #expect(comparison.isWithin(Tolerance.model32), "\(one.name): \(comparison)")
        }
    }

    @Test(arguments: ParityModel.all)
    func packedDocumentsAreScoredLikeLoneOnes(_ parity: ParityModel) throws {
        let model = try parity.load()
        let batch = try parity.batch()
        let packed = try model.losses(
            ids: batch.ids, positions: batch.positions, layout: batch.layout, targets: batch.targets,
            weights: batch.weights)
        let alone = try documents(batch).flatMap {
            try model.losses(
                ids: $0.ids, positions: $0.positions, layout: $0.layout, targets: $0.targets, weights: $0.weights)
        }
        let comparison = Comparison(packed, alone)
        #expect(comparison.worst < 1e-5, "\(comparison)")
    }

    /// The last block does without the rows that nobody reads; its result is that of a block which has them all.
    @Test(arguments: ParityModel.all)
    func rowsThatNobodyReadsAreNotNeeded(_ parity: ParityModel) throws {
        let (whole, read) = (try parity.load(), try parity.load())
        let batch = try parity.batch()
        let places: [Int32] = [1, 8, 9, Int32(batch.ids.count - 1)]
        let rows = try #require(try RowSelection(places, of: batch.ids.count, on: .cpu))
        let input = try whole.embedding(Tensor(ids: batch.ids)) * 20.0
        let context = try whole.documentContext(positions: batch.positions, batch.layout)
        let (block, other) = (whole.blocks[1], read.blocks[1])
        let (all, allBack) = try block.withPullback(input, context)
        let (some, someBack) = try other.withPullback(input, context, reading: rows)
        let gradient = try some * 0.5
        let back = try #require(try someBack(gradient, true))
        let wholeBack = try #require(try allBack(rows.spread(gradient, over: batch.ids.count), true))
        let pairs = [
            (try other(input, context, reading: rows), some), (some, try rows.picked(from: all)), (back, wholeBack),
        ]
        for (found, expected) in pairs {
            let comparison = try Comparison(found, expected)
            #expect(comparison.isWithin(Tolerance.operator32), "\(comparison)")
        }
        for (found, expected) in zip(other.parameters, block.parameters) {
            let comparison = try Comparison(#require(found.gradient), #require(expected.gradient))
            #expect(comparison.isWithin(Tolerance.operator32), "\(found.name): \(comparison)")
        }
    }

    @Test func aMicroBatchWithoutARowThatCountsCompletesEveryStage() throws {
        let model = try ParityModel.all[0].load()
        var batch = try ParityModel.all[0].batch()
        batch.weights = batch.weights.map { _ in 0 }
        var completed: [Int] = []
        let sum = try StagedPass(model, recomputes: false).run(batch, scale: 1) { completed.append($0) }
        #expect(sum == 0 && completed == (0..<StagedPass.stageCount(of: model)).reversed())
    }

    @Test(arguments: ParityModel.all)
    func frozenLowerStagesAreLeftAlone(_ parity: ParityModel) throws {
        let (all, top) = (try parity.load(), try parity.load())
        let batch = try parity.batch()
        _ = try run(all, [batch])
        let last = "model.layers.\(top.blocks.count - 1)."
        for parameter in top.store.parameters { parameter.isTrainable = parameter.name.hasPrefix(last) }
        _ = try run(top, [batch])
        for (one, other) in zip(all.store.parameters, top.store.parameters) {
            #expect(other.hasGradient == one.name.hasPrefix(last), "\(one.name)")
            guard other.hasGradient else { continue }
            #expect(try #require(one.gradient).equals(#require(other.gradient)), "\(one.name)")
        }
    }

    /// Each block alone: its gradients are those of the whole pass, and the walk ends at it.
    @Test(arguments: ParityModel.all, [false, true])
    func aLoneBlockHasItsFullGradientAndTheWalkEndsThere(_ parity: ParityModel, recomputes: Bool) throws {
        let (all, one) = (try parity.load(), try parity.load())
        let batch = try parity.batch()
        _ = try run(all, [batch], recomputes: recomputes)
        for chosen in one.blocks.indices {
            let names = Set(one.blocks[chosen].parameters.map(\.name))
            for parameter in one.store.parameters { parameter.isTrainable = names.contains(parameter.name) }
            one.store.clearGradients(releasing: true)
            var completed: [Int] = []
            _ = try StagedPass(one, recomputes: recomputes).run(batch, scale: 1 / batch.weightSum) {
                completed.append($0)
            }
            let head = one.blocks.count + 1
            #expect(completed == ((chosen + 1)...head).reversed())
            for (expected, found) in zip(all.store.parameters, one.store.parameters) {
                #expect(found.hasGradient == names.contains(found.name), "\(found.name)")
                guard found.hasGradient else { continue }
                let same = try #require(found.gradient).equals(#require(expected.gradient))
                #expect(same, "\(found.name) alone in block \(chosen)")
            }
        }
    }

    @Test func aNormBeforeTheHeadAloneEndsTheWalkAtTheHead() throws {
        let model = try ParityModel.all[0].load()
        let batch = try ParityModel.all[0].batch()
        for parameter in model.store.parameters { parameter.isTrainable = parameter.name == "model.norm.weight" }
        var completed: [Int] = []
        _ = try StagedPass(model, recomputes: false).run(batch, scale: 1) { completed.append($0) }
        #expect(completed == [model.blocks.count + 1])
    }

    @Test func aBlockOfWeightsZeroGivesNoGradient() throws {
        let model = try ParityModel.all[0].load()
        var batch = try ParityModel.all[0].batch()
        batch.weights = batch.weights.map { _ in 0 }
        let loss = try StagedPass(model, recomputes: false).run(batch, scale: 1)
        #expect(loss == 0)
        for parameter in model.store.parameters where parameter.hasGradient {
            #expect(try #require(parameter.gradient).squareSum() == 0, "\(parameter.name)")
        }
    }
}
