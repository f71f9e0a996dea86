import ArgumentParser
import AttuneData
import AttuneReports

/// The command `attune data check`.
struct DataCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Finds what would hurt training; exit code 3 when something has to be mended first.",
        discussion: """
            attune data check train.jsonl --validation valid.jsonl --report report.html
            attune data check train.jsonl --model smollm2-135m-instruct
            attune data check recipe.yaml
            """)
    @OptionGroup var data: DataOptions
    @Option(help: "Validation files: rows that are in the training data too are found.") var validation: [String] = []
    @Option(help: "Test files, likewise.") var test: [String] = []
    @Option(help: "Benchmark files: runs of 12 words that the data shares with them are found.")
    var benchmark: [String] = []
    @Option(help: "Also write one HTML page with charts and examples.") var report: String?
    @Option(help: "The most examples of each kind.") var examples = 3
    @Flag(help: "Look for exact duplicates only.") var noNearDuplicates = false
    @OptionGroup var out: OutputOptions

    func validate() throws {
        guard (0...1000).contains(examples) else { throw ValidationError("--examples has to be 0 to 1000.") }
        // No data file has such a name, so that the page takes the place of none.
        guard report?.lowercased().hasSuffix(".html") ?? true else {
            throw ValidationError("--report has to end in .html.")
        }
    }

    func run() throws {
        var options = DataCheckOptions()
        options.exampleLimit = examples
        options.findsNearDuplicates = !noNearDuplicates
        options.benchmarks = benchmark.map { DataSource(path: $0) }
        let check = try data.work().check(options, evaluation: evaluation) { rows in
            out.messages.progress("\(rows) rows")
        }
        out.messages.progress("")
        if let report { try DataCheckPage.write(check, to: report) }
        if out.json { out.output.line(try check.json) } else { check.write(to: out.output) }
        if let report { out.messages.line("report: \(report)") }
        if check.isBlocked { throw ExitCode(3) }
    }

    private var evaluation: [CheckedSource] {
        validation.map { CheckedSource(DataSource(path: $0), split: .validation) }
            + test.map { CheckedSource(DataSource(path: $0), split: .test) }
    }
}
