import ArgumentParser
import AttuneData
import AttuneReports

extension DataCommand {
    /// The command `attune data mix`.
    struct Mix: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Mixes sources in chosen shares.",
            discussion: """
                attune data mix medical.jsonl general.jsonl -o mix.jsonl --temperature 2
                attune data mix medical.jsonl general.jsonl -o mix.jsonl --weights 0.9,0.1 --rows 20000

                Rows of a source that is too small for its share are taken more than once; the table says how often.
                """)
        @OptionGroup var rows: RowOptions
        @OptionGroup var output: RowOutput
        @Option(help: "Shares follow size to the power of 1/T: 1 keeps the proportions, large values even them out.")
        var temperature: Double?
        @Option(help: "The shares themselves, one number a source, such as 0.9,0.1.") var weights: String?
        @Option(name: .customLong("rows"), help: "The rows of the mix; as many as there are unless given.") var total:
            Int?
        @Option(help: "What the choice is drawn with.") var seed: UInt64 = 1
        @OptionGroup var out: OutputOptions

        func validate() throws {
            if temperature != nil && weights != nil {
                throw ValidationError("Give --temperature or --weights, not both.")
            }
        }

        func run() throws {
            let files = try rows.rowFiles()
            let path = try output.path(checkedFor: files)
            var options = MixOptions()
            if let temperature { options.shares = .temperature(temperature) }
            if let weights { options.shares = .weights(try MixOptions.weights(weights)) }
            (options.rows, options.seed) = (total, seed)
            let report = try AttuneData.Mix(files, options: options).run(output: path)
            if out.json { out.output.line(try report.json) } else { report.write(to: out.output) }
        }
    }

    /// The command `attune data balance`.
    struct Balance: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Evens out languages, labels, sources or other classes of rows.",
            discussion: """
                attune data balance train.jsonl -o even.jsonl --by language --to median --max-repeats 3

                Classes with more rows than the target lose some, chosen by the seed; smaller ones are repeated, if \
                --max-repeats lets them.
                """)
        @OptionGroup var rows: RowOptions
        @OptionGroup var output: RowOutput
        @Option(help: "What is evened out: language, label, script, source or a field of the rows.") var by: String
        @Option(name: .customLong("to"), help: "The rows of each class: smallest, median, largest or a number.")
        var target = "median"
        @Option(help: "How often a row may be taken.") var maxRepeats = 1
        @Option(help: "Classes with a smaller share of the rows do not decide what smallest and median mean.")
        var leastShare = 0.01
        @Option(help: "What the choice is drawn with.") var seed: UInt64 = 1
        @OptionGroup var out: OutputOptions

        func run() throws {
            let files = try rows.rowFiles()
            let path = try output.path(checkedFor: files)
            var options = BalanceOptions(trait: try rowTrait(by))
            options.target = try BalanceOptions.target(target)
            (options.mostRepeats, options.leastShare, options.seed) = (maxRepeats, leastShare, seed)
            let report = try AttuneData.Balance(files, options: options).run(output: path)
            if out.json { out.output.line(try report.json) } else { report.write(to: out.output) }
        }
    }
}
