import AttuneData
import AttuneModels
import AttuneTestSupport
import Testing

@testable import AttuneTraining

struct EvaluationTests {
    @Test func aReportCountsTheHandComputedFigures() {
        // Truth a: 3 right, 1 called b. Truth b: 1 right, 1 called a. Truth c: never called, 1 called a.
        let answers: [(truth: Int, chosen: Int)] = [(0, 0), (0, 0), (0, 0), (0, 1), (1, 1), (1, 0), (2, 0)]
        let report = ClassificationReport(labels: ["a", "b", "c"], answers: answers)
        #expect(report.confusion == [[3, 1, 0], [1, 1, 0], [1, 0, 0]])
        #expect(abs(report.accuracy - 4.0 / 7) < 1e-12)
        #expect(abs(report.classes[0].precision - 0.6) < 1e-12)
        #expect(abs(report.classes[0].recall - 0.75) < 1e-12)
        #expect(abs(report.classes[0].f1 - 2 * 0.6 * 0.75 / 1.35) < 1e-12)
        #expect(report.classes[2].f1 == 0)
        #expect(abs(report.macroF1 - (2 * 0.6 * 0.75 / 1.35 + 0.5) / 3) < 1e-12)
    }

    @Test(arguments: ParityModel.all)
    func branchesThatShareAPromptScoreLikeWholeDocuments(_ parity: ParityModel) throws {
        let model = try parity.load()
        let prompts = [
            ScoredPrompt(prompt: [1, 2, 3, 4, 5], continuations: [[6], [7, 8, 9], [6, 10]]),
            ScoredPrompt(prompt: [11], continuations: [[12, 13], [14]]),
        ]
        let scores = try model.continuationScores(prompts)
        for (prompt, row) in zip(prompts, scores) {
            for (continuation, score) in zip(prompt.continuations, row) {
                let whole = try model.logProbabilities(prompt.prompt + continuation)
                let expected = whole.suffix(continuation.count).reduce(0) { $0 + ($1 ?? 0) }
                #expect(abs(score - expected) < 1e-4, "\(continuation)")
            }
        }
    }

    @Test func aPromptWithoutTokensIsRefused() throws {
        let model = try ParityModel.all[1].load()
        #expect(throws: ScoringError.empty) {
            try model.continuationScores([ScoredPrompt(prompt: [1], continuations: [[]])])
        }
    }

    @Test(arguments: ParityModel.all)
    func cachedGenerationIsUncachedGreedyDecoding(_ parity: ParityModel) throws {
        let model = try parity.load()
        let written = try model.generate([3, 1, 4], maxTokens: 12, endTokens: [])
        var ids: [Int32] = [3, 1, 4]
        for _ in 0..<12 {
            let logits = try model.lastLogits(ids, model.makeCache(batch: 1, capacity: ids.count))
            ids.append(Int32(logits.indices.max { logits[$0] < logits[$1] } ?? 0))
        }
        #expect(written.ids == Array(ids.dropFirst(3)))
        #expect(written.reason == .length)
    }

    @Test(arguments: ParityModel.all)
    func aMemoryOfEarlierPromptsChangesNoAnswer(_ parity: ParityModel) throws {
        let model = try parity.load()
        let memory = ContextMemory(model)
        // Longer, equal, a beginning of what was read, another text, and one that outgrows the room.
        let prompts: [[Int32]] = [
            [3, 1, 4], [3, 1, 4, 1, 5, 9], [3, 1, 4, 1, 5, 9], [3, 1], [2, 7, 1], [2, 7] + (0..<40).map { $0 % 11 },
        ]
        for prompt in prompts {
            let alone = try model.generate(prompt, maxTokens: 6, endTokens: [])
            #expect(try model.generate(prompt, maxTokens: 6, endTokens: [], memory: memory) == alone)
        }
    }

    @Test func aMemoryReadsOnlyWhatIsNew() throws {
        let model = try ParityModel.all[0].load()
        let memory = ContextMemory(model)
        _ = try memory.read([3, 1, 4, 1], room: 4)
        #expect(memory.ids == [3, 1, 4, 1])
        let logits = try memory.append([5])
        #expect(try memory.read([3, 1, 4, 1, 5]) == logits)
        #expect(memory.ids == [3, 1, 4, 1, 5])
    }

    @Test func lossesOfDocumentsAddUpToTheLossOfTheirBatch() throws {
        let evaluator = Evaluator(try ParityModel.all[0].load())
        var (batch, single) = (Batch(), [Batch(), Batch()])
        let documents: [([Int32], [Float])] = [([1, 2, 3, 4], [0, 0, 1, 1]), ([5, 6, 7], [0, 0.5, 1])]
        for (index, (ids, weights)) in documents.enumerated() {
            batch.append(ids: ids, weights: weights, row: Int32(index))
            single[index].append(ids: ids, weights: weights, row: Int32(index))
        }
        let losses = try evaluator.losses([batch])
        #expect(losses.map(\.weight) == [2, 1.5])
        for (loss, alone) in zip(losses, single) {
            #expect(abs(loss.sum / loss.weight - (try evaluator.loss([alone]))) < 1e-5)
        }
    }

    @Test func sampledTextDependsOnTheSeedAlone() throws {
        let model = try ParityModel.all[0].load()
        func sample(_ seed: UInt64) throws -> [Int32] {
            try model.generate(
                [5], maxTokens: 20, endTokens: [], sampling: SamplingSettings(temperature: 1, seed: seed)
            ).ids
        }
        #expect(try sample(1) == sample(1))
        #expect(try sample(1) != sample(2))
    }

    @Test func earlyStoppingFollowsTheHandWrittenTable() {
        var state = StoppingState()
        let values = [2.0, 1.5, 1.49995, 1.6, 1.4, 1.41, 1.42, 1.43]
        let isBest = values.enumerated().map { step, value in
            state.observe(value, step: step, lowerIsBetter: true, minDelta: 1e-4, patience: 3)
        }
        #expect(isBest == [true, true, false, false, true, false, false, false])
        #expect(state.best == 1.4)
        #expect(state.bestStep == 4)
        #expect(state.hasStopped)
    }
}
