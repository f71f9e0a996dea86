import AttuneTestSupport
import Foundation
import Testing

@testable import AttuneTraining

/// The program's recipes as they are, with a tiny model and a few rows under the names of theirs.
struct RecipeRunTests {
    static let names = [
        "classification", "continued-text", "first", "full", "layerwise", "lisa", "lora", "medical-chat", "partial",
        "progressive", "quickstart", "surgical",
    ]
    private static let folder = URL(fileURLWithPath: Fixture.root).appendingPathComponent("../../recipes").path
    private static let words = ["good", "bad", "so so", "fine", "worse"]
    private static let labels = ["positive", "negative", "neutral"]

    @Test(arguments: names)
    func everyRecipeTrainsAndSaves(name: String) throws {
        try TinyJob.withFolder(layers: 8) { job in
            try writeInputs(job)
            let file = "/\(name).yaml"
            try FileManager.default.copyItem(atPath: Self.folder + file, toPath: job.path + file)
            let recipe = try RecipeReader.read(
                path: job.path + file,
                overrides: [
                    "training.epochs=2", "training.max_steps=2", "model.precision=fp32",
                    "output.directory=\(job.path)/run", "output.save.every=1000000",
                ], environment: ["ATTUNE_CACHE": job.path + "/cache"])
            let (report, events) = try job.train(recipe)
            let losses = events.compactMap { if case .step(let step) = $0 { step.loss } else { nil } }
            #expect(losses.count == 2 && losses.allSatisfy(\.isFinite))
            let result = try #require(report).model
            let saved = name == "lora" ? "/adapter_model.safetensors" : "/model.safetensors"
            #expect(FileManager.default.fileExists(atPath: result + saved))
        }
    }

    /// Puts the tiny model and rows where the recipes look for theirs: in the cache and beside the recipe.
    private func writeInputs(_ job: TinyJob) throws {
        for folder in ["cache/models", "cache/data/drug-reviews", "messages", "medical"] {
            try FileManager.default.createDirectory(
                atPath: job.path + "/" + folder, withIntermediateDirectories: true)
        }
        try FileManager.default.createSymbolicLink(
            atPath: job.path + "/cache/models/smollm2-135m-instruct", withDestinationPath: job.path + "/model")
        try job.write("general-probe.jsonl", "{\"text\": \"Rain falls.\"}\n{\"text\": \"Rivers flow.\"}\n")
        for (part, count) in [("train", 20), ("valid", 3), ("test", 3)] {
            try job.write("cache/data/drug-reviews/\(part).tsv", table("review\trating", "\t", count))
            try job.write("messages/\(part).csv", table("text,category", ",", count))
            try job.write("medical/\(part).jsonl", conversations(count))
        }
        try job.write("train.jsonl", conversations(20))
    }

    private func table(_ head: String, _ separator: String, _ count: Int) -> String {
        let rows = (0..<count).map { "It was \(Self.words[$0 % 5]) \($0)\(separator)\(Self.labels[$0 % 3])\n" }
        return head + "\n" + rows.joined()
    }

    private func conversations(_ count: Int) -> String {
        (0..<count).map { row in
            let question = "{\"role\": \"user\", \"content\": \"How was day \(row)?\"}"
            return "{\"messages\": [\(question), {\"role\": \"assistant\", \"content\": \"\(Self.words[row % 5])\"}]}\n"
        }.joined()
    }
}
