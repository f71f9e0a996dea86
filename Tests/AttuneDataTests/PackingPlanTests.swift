import AttuneData
import Testing

@Suite struct PackingPlanTests {
    private func plan(
        _ lengths: [Int32], _ maxLength: Int, step: Int, micro: Int? = nil, packing: Bool = true, shuffle: Bool = true,
        seed: UInt64 = 42
    ) throws -> PackingPlan {
        try PackingPlan(
            lengths: lengths,
            options: PackingOptions(
                maxLength: maxLength, stepSize: .tokens(perStep: step, perMicroBatch: micro ?? step), packing: packing,
                shuffle: shuffle, seed: seed))
    }

    private func bins(_ plan: PackingPlan) -> [[Int32]] {
        let order = (0..<Int32(plan.binCount)).map { $0 }
        return (0..<plan.stepsPerEpoch).flatMap { plan.microBatches(step: $0, order: order) }
    }

    private let lengths: [Int32] = (0..<997).map { Int32(1 + ($0 * 37) % 64) }

    @Test func bestFitDecreasingPacksThePublishedVector() throws {
        let plan = try plan([6, 5, 4, 3, 2], 8, step: 8)
        #expect(bins(plan) == [[0, 4], [1, 3], [2]])
        #expect(plan.stepsPerEpoch == 3)
        #expect(plan.tokensPerEpoch == 20)
        #expect(abs(plan.efficiency - 20.0 / 24.0) < 1e-12)
    }

    @Test func nextFitKeepsTheOrderOfTheFiles() throws {
        // 6 | 5 | 4 3 | 2: 5 does not fit beside 6, 4 not beside 5, 2 not beside 4 + 3.
        #expect(bins(try plan([6, 5, 4, 3, 2], 8, step: 8, shuffle: false)) == [[0], [1], [2, 3], [4]])
    }

    @Test func withoutPackingEachDocumentHasItsOwnBin() throws {
        let plan = try plan([1, 1, 1], 8, step: 16, micro: 8, packing: false, shuffle: false)
        #expect(plan.microBatches(step: 0, order: plan.order(epoch: 0)) == [[0], [1]])
        #expect(plan.microBatches(step: 1, order: plan.order(epoch: 0)) == [[2]])
        #expect(plan.stepsPerEpoch == 2)
    }

    @Test func everyDocumentAppearsOnceAnEpochAndNoBinOverflows() throws {
        for (packing, shuffle) in [(true, true), (true, false), (false, true), (false, false)] {
            let plan = try plan(lengths, 64, step: 256, micro: 128, packing: packing, shuffle: shuffle)
            for epoch in 0..<3 {
                let order = plan.order(epoch: epoch)
                var seen: [Int32] = []
                for step in 0..<plan.stepsPerEpoch {
                    for documents in plan.microBatches(step: step, order: order) {
                        #expect(documents.reduce(0) { $0 + Int(lengths[Int($1)]) } <= 128)
                        seen += documents
                    }
                }
                #expect(seen.sorted() == (0..<Int32(lengths.count)).map { $0 })
            }
            #expect(plan.microBatches(step: plan.stepsPerEpoch, order: plan.order(epoch: 0)).isEmpty)
        }
    }

    @Test func bestFitIsNeverLooserThanNextFit() throws {
        let best = try plan(lengths, 64, step: 64)
        let next = try plan(lengths, 64, step: 64, shuffle: false)
        #expect(best.binCount <= next.binCount)
        #expect(best.efficiency > 0.98)
    }

    @Test func theOrderFollowsFromSeedAndEpochAlone() throws {
        let first = try plan(lengths, 64, step: 256)
        #expect(try plan(lengths, 64, step: 256).order(epoch: 5) == first.order(epoch: 5))
        #expect(first.order(epoch: 0) != first.order(epoch: 1))
        #expect(try plan(lengths, 64, step: 256, seed: 43).order(epoch: 0) != first.order(epoch: 0))
    }

    @Test func aStepTakesItsBinsAndSplitsThemIntoMicroBatches() throws {
        // Eight full bins; 3 a step, 2 a micro-batch: steps of (2, 1), (2, 1), (2).
        let plan = try plan([Int32](repeating: 8, count: 8), 8, step: 24, micro: 16, shuffle: false)
        let order = plan.order(epoch: 0)
        #expect((0..<3).map { plan.microBatches(step: $0, order: order).map(\.count) } == [[2, 1], [2, 1], [2]])
        #expect(plan.totalSteps(epochs: 2) == 6)
        #expect(plan.totalSteps(epochs: 2, maxSteps: 4) == 4)
    }

    @Test func batchSizeCountsDocuments() throws {
        let options = PackingOptions(
            maxLength: 8, stepSize: .documents(perMicroBatch: 2, microBatches: 2), shuffle: false)
        let plan = try PackingPlan(lengths: [1, 2, 3, 4, 5, 6, 7], options: options)
        #expect(plan.microBatches(step: 0, order: plan.order(epoch: 0)) == [[0, 1], [2, 3]])
        #expect(plan.microBatches(step: 1, order: plan.order(epoch: 0)) == [[4, 5], [6]])
        #expect(plan.stepsPerEpoch == 2)
    }

    @Test func optionsThatDoNotFitAreNamed() {
        #expect(throws: PackingError.lessThanOneBin(key: "training.tokens_per_step", tokens: 7, maxLength: 8)) {
            try plan([1], 8, step: 7)
        }
        #expect(throws: PackingError.lessThanOneBin(key: "training.micro_batch_tokens", tokens: 4, maxLength: 8)) {
            try plan([1], 8, step: 8, micro: 4)
        }
        #expect(throws: PackingError.noDocuments) { try plan([], 8, step: 8) }
        #expect(throws: PackingError.badLength(document: 1, length: 9, maxLength: 8)) { try plan([8, 9], 8, step: 8) }
        #expect(throws: PackingError.badLength(document: 0, length: 0, maxLength: 8)) { try plan([0], 8, step: 8) }
        #expect(throws: PackingError.outOfRange(key: "data.max_length", value: 0)) { try plan([1], 0, step: 8) }
        #expect(throws: PackingError.outOfRange(key: "training.batch_size", value: 0)) {
            try PackingPlan(
                lengths: [1],
                options: PackingOptions(maxLength: 8, stepSize: .documents(perMicroBatch: 0, microBatches: 1)))
        }
    }

    @Test func aCursorWalksThroughTheEpochs() {
        var cursor = DataCursor()
        for _ in 0..<5 { cursor = cursor.advanced(stepsPerEpoch: 3) }
        #expect(cursor == DataCursor(epoch: 1, position: 2))
    }
}
