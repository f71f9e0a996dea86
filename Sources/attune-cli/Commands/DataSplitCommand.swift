import ArgumentParser
import AttuneData
import AttuneReports

extension DataCommand {
    /// The command `attune data split`.
    struct Split: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Splits rows into parts for training, validation and test.",
            discussion: """
                attune data split all.jsonl -o parts --parts train=0.8,validation=0.1,test=rest --stratify topic

                Near duplicates and rows of one group are never in two parts, so that the test asks nothing that was \
                trained. The folder gets one file a part and manifest.jsonl, which names the part of every row.
                """)
        @OptionGroup var rows: RowOptions
        @Option(name: [.short, .customLong("output")], help: "The folder to make.") var output: String
        @Flag(help: "Move a folder of this name aside.") var overwrite = false
        @Option(help: "The parts: shares (0.8, 80%), numbers of rows, or rest.")
        var parts = "train=0.8,validation=0.1,test=rest"
        @Option(
            help: "Give each part the same shares of: label, language, script, source or a field. Labels by themselves."
        )
        var stratify: String?
        @Option(help: "Keep rows together that have the same: label, language, script, source or a field.")
        var group: String?
        @Flag(help: "Let near duplicates lie in different parts.") var partDuplicates = false
        @Option(help: "The share of common runs of words that makes near duplicates.") var threshold = 0.8
        @Option(help: "What the choice is drawn with.") var seed: UInt64 = 1
        @OptionGroup var out: OutputOptions

        func run() throws {
            let files = try rows.rowFiles()
            var options = SplitOptions(parts: try SplitOptions.parts(parts))
            options.stratum = try stratify.map(rowTrait) ?? (rows.label != nil ? .label : nil)
            options.group = try group.map(rowTrait)
            options.seed = seed
            if !partDuplicates {
                options.duplicates = .shortTexts
                options.duplicates?.threshold = threshold
            }
            let report = try AttuneData.Split(files, options: options).run(folder: output, overwrite: overwrite)
            if out.json { out.output.line(try report.json) } else { report.write(to: out.output) }
        }
    }
}
