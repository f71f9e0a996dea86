import ArgumentParser
import AttuneData
import AttuneReports

/// The command `attune data`.
struct DataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data", abstract: "Checks, cleans, divides, shows and counts training data.",
        discussion: "attune data check train.jsonl --model smollm2-135m-instruct",
        subcommands: [
            DataCheckCommand.self, DataCleanCommand.self, Dedup.self, Split.self, Mix.self, Balance.self, Render.self,
            Stats.self,
        ])

    struct Render: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows rows as the model reads them, and which tokens it learns.",
            discussion: "attune data render train.jsonl --model smollm2-135m-instruct --rows 3")
        @OptionGroup var data: DataOptions
        @Option(help: "The number of rows to show; all with --json unless given.") var rows: Int?
        @OptionGroup var out: OutputOptions

        func run() throws {
            let limit = rows ?? (out.json ? Int.max : 3)
            try data.work().render(limit: limit, json: out.json, to: out.output)
        }
    }

    struct Stats: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Counts rows, lengths, scripts and languages; with a model also tokens and how well they pack.",
            discussion: "attune data stats train.jsonl --model smollm2-135m-instruct")
        @OptionGroup var data: DataOptions
        @OptionGroup var out: OutputOptions

        func run() throws {
            let report = try data.work().statistics()
            if out.json { out.output.line(try report.json) } else { report.write(to: out.output) }
        }
    }
}
