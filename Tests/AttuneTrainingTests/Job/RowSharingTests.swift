import AttuneData
import Testing

@testable import AttuneTraining

/// When the rows of a run hold their common beginnings once, and what is said of it.
struct RowSharingTests {
    private func prepare(_ lines: String) throws -> PreparedRun {
        var prepared: PreparedRun?
        try TinyJob.withFolder { job in
            let rows = (0..<12).map { "{\"prompt\": \"Is the weather of day \($0) good?\", \"completion\": \"yes\"}\n" }
            try job.write("rows.jsonl", rows.joined())
            let data = """
                data: { train: [{ path: FOLDER/rows.jsonl }], max_length: 64 }
                training: { tokens_per_step: 256, epochs: 1, learning_rate: 1.0e-3 }

                """
            prepared = try PreparedRun(RecipeReader.read(text: job.recipe(data).resolvedYAML(), overrides: [lines])) {
                _ in
            }
        }
        return try #require(prepared)
    }

    @Test(arguments: [
        ("training.seed=1", true), ("strategy.kind=lora", true), ("data.packing=false", true),
        ("training.neftune_noise_alpha=5", false), ("strategy={kind: lora, lora: {lora_dropout: 0.1}}", false),
        ("data.loss_on=all", false),
    ])
    func beginningsAreSharedWhereNothingIsDrawnOrLearnedByToken(change: String, shares: Bool) throws {
        let run = try prepare(change)
        let batch = try #require(run.data.feed.microBatches(epoch: 0, step: 0).first)
        #expect(batch.documentCount > 1)
        #expect(batch.beginnings.contains { !$0.isEmpty } == shares)
        #expect((batch.rowCount < batch.tokenCount) == shares)
        #expect((run.data.rowShares.mean < 0.9) == shares && (run.data.rowShares.largest < 1) == shares)
        #expect(run.data.notices.contains { $0.hasPrefix("Rows begin alike") } == shares)
    }

    @Test func memoryAndTimeAreEstimatedForTheRowsThatAreComputed() throws {
        let (shared, whole) = (try prepare("training.seed=1"), try prepare("training.neftune_noise_alpha=5"))
        #expect(shared.memory.activations < whole.memory.activations)
        #expect(shared.operationsPerToken < whole.operationsPerToken)
    }
}
