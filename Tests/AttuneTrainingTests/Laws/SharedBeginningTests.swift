import AttuneData
import AttuneModels
import AttuneNN
import AttuneTensor
import AttuneTestSupport
import AttuneText
import AttuneTraining
import Testing

/// Documents that begin alike, held whole or with their common beginnings once, are the same step.
struct SharedBeginningTests {
    /// Ids, and the number of the first of them that counts as a target.
    private static let documents: [(ids: [Int32], counting: Int)] = [
        ([1, 2, 3, 4, 5, 6, 7], 5), ([1, 2, 3, 4, 9, 8], 5), ([11, 12, 13], 2), ([1, 2, 3, 4, 9, 10, 11], 6),
        ([11, 12, 5, 6], 3), ([1, 2, 3, 4, 5, 6, 7], 5), ([1, 2, 3, 4], 1),
    ]

    private func batch(sharing: Bool) -> Batch {
        var batch = Batch()
        var tree = TokenTree()
        for (row, document) in Self.documents.enumerated() {
            let weights = document.ids.indices.map { $0 < document.counting ? Float(0) : Float($0) * 0.5 }
            if sharing {
                batch.append(ids: document.ids, weights: weights, row: Int32(row), sharing: &tree)
            } else {
                batch.append(ids: document.ids, weights: weights, row: Int32(row))
            }
        }
        return batch
    }

    @Test func whatBeginsAlikeIsHeldOnce() {
        let batch = batch(sharing: true)
        #expect(batch.ids == [1, 2, 3, 4, 5, 6, 7, 9, 8, 11, 12, 13, 10, 11, 5, 6, 5, 6, 7, 1, 2, 3, 4])
        #expect(batch.positions == [0, 1, 2, 3, 4, 5, 6, 4, 5, 0, 1, 2, 5, 6, 2, 3, 4, 5, 6, 0, 1, 2, 3])
        #expect(batch.documentOffsets == [0, 7, 9, 12, 14, 16, 19, 23])
        #expect(batch.beginnings == [[], [0..<4], [], [0..<4, 7..<8], [9..<11], [0..<4], []])
        #expect(batch.tokenCount == 38 && batch.rowCount == 23)
        #expect(batch.weightSum == self.batch(sharing: false).weightSum)
    }

    @Test(arguments: ParityModel.all)
    func sharedBeginningsGiveTheLossAndGradientsOfWholeDocuments(_ parity: ParityModel) throws {
        let (one, other) = (try parity.load(), try parity.load())
        let whole = try StagedPass(one, recomputes: false).run(batch(sharing: false), scale: 0.1)
        let shared = try StagedPass(other, recomputes: false).run(batch(sharing: true), scale: 0.1)
        #expect(abs(whole - shared) < 1e-5 * whole)
        for (expected, found) in zip(one.store.parameters, other.store.parameters) {
            let comparison = try Comparison(#require(found.gradient), #require(expected.gradient))
            #expect(comparison.isWithin(Tolerance.model32), "\(expected.name): \(comparison)")
        }
    }

    @Test(arguments: [DType.float32, .bfloat16])
    func keptAndRecomputedActivationsOfSharedBeginningsGiveTheSameBits(type: DType) throws {
        let models = try [false, true].map { recomputes in
            let model = try ParityModel.all[0].load(type)
            _ = try StagedPass(model, recomputes: recomputes).run(batch(sharing: true), scale: 0.1)
            return model
        }
        for (kept, again) in zip(models[0].store.parameters, models[1].store.parameters) {
            #expect(try #require(kept.gradient).equals(#require(again.gradient)), "\(kept.name)")
        }
    }

    @Test(arguments: ParityModel.all)
    func documentsWithSharedBeginningsAreScoredLikeWholeOnes(_ parity: ParityModel) throws {
        let evaluator = Evaluator(try parity.load())
        let whole = try evaluator.losses([batch(sharing: false)]).map(\.sum)
        let shared = try evaluator.losses([batch(sharing: true)]).map(\.sum)
        #expect(whole.count == 7 && zip(whole, shared).allSatisfy { abs($0 - $1) < 1e-4 }, "\(whole) \(shared)")
    }
}
