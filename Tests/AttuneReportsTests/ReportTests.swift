import AttuneJSON
import Foundation
import Testing

@testable import AttuneReports
@testable import AttuneTraining

struct ReportTests {
    @Test(arguments: [
        (134_515_008, "134.5 M"), (999, "999"), (12_345, "12.3 k"), (7_000_000_000, "7.00 B"),
    ])
    func countsReadLikePeopleWriteThem(value: Int, text: String) { #expect(Figures.count(value) == text) }

    @Test(arguments: [(4.23, "4.2 s"), (200, "3 min 20 s"), (7500, "2 h 05 min"), (-1, "unknown")])
    func durationsReadLikePeopleWriteThem(value: Double, text: String) { #expect(Figures.duration(value) == text) }

    @Test func aTableAlignsItsColumns() {
        var table = TextTable(["class", "rows"])
        table.add(["positive", "7"])
        #expect(table.lines == ["class     rows", "--------  ----", "positive     7"])
    }

    @Test func theReportHasTheContractsKeysWithNullForWhatWasNotAskedFor() throws {
        let report = RunReport(
            before: nil, after: Metrics(), forgetting: nil, validation: nil, steps: 3, tokens: 5, tokensPerSecond: 1,
            seconds: 2, secondsToFirstStep: nil, peakMemoryBytes: 7, model: "m", reason: "finished")
        guard case .object(let object) = report.json else { Issue.record("no object"); return }
        let contract = [
            "before", "after", "forgetting", "steps", "tokens", "tokens_per_second", "seconds",
            "seconds_to_first_step", "peak_memory_bytes", "model",
        ]
        for key in contract { #expect(object[key] != nil, "\(key)") }
        #expect(object["before"] == .null)
        #expect(object["forgetting"] == .object(JSONObject([("perplexity_ratio", .null)])))
        guard case .object(let after)? = object["after"] else { Issue.record("no object"); return }
        let metrics = ["loss", "perplexity", "accuracy", "macro_f1", "exact_match", "rouge_l", "token_f1"]
        #expect(after.members.map(\.key) == metrics)
    }

    @Test func linesAfterTheCheckpointAreCutOnResume() throws {
        let path = NSTemporaryDirectory() + "attune-metrics-\(UUID().uuidString).jsonl"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let lines = (1...5).map { "{\"step\":\($0),\"loss\":1}\n" }.joined() + "{\"step\":6,\"lo"
        try Data(lines.utf8).write(to: URL(fileURLWithPath: path))
        let file = try MetricsFile(path: path, keepingStep: 3)
        file.append(.object(JSONObject([("step", .integer(4))])))
        let kept = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        #expect(kept.count == 4)
        #expect(kept.last == "{\"step\":4}")
    }
}
