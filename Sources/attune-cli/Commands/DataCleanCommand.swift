import ArgumentParser
import AttuneData
import AttuneReports
import AttuneTraining

/// The command `attune data clean`.
struct DataCleanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clean",
        abstract: "Repairs, masks and drops rows by the rules of a recipe, and lists every change.",
        discussion: """
            attune data clean cleaning.yaml raw.jsonl -o clean.jsonl
            attune data clean --rules

            Beside OUTPUT lies OUTPUT.manifest.jsonl with a line for every row that was dropped or changed.
            """)
    @Argument(help: "A cleaning recipe.") var recipe: String?
    @Argument(help: "Data files, folders and patterns.") var files: [String] = []
    @Option(name: .shortAndLong, help: "The cleaned rows, as JSON Lines.") var output: String?
    @Flag(help: "Go on with an interrupted cleaning.") var resume = false
    @Flag(help: "Replace output that is there already.") var overwrite = false
    @Flag(help: "List the rules with their settings, and end.") var rules = false
    @OptionGroup var out: OutputOptions

    func validate() throws {
        guard !rules else { return }
        guard recipe != nil, !files.isEmpty else { throw ValidationError("Give a recipe and data files.") }
        guard output != nil else { throw ValidationError("Name the output with -o.") }
        guard !(resume && overwrite) else { throw ValidationError("Choose --resume or --overwrite.") }
    }

    func run() throws {
        guard !rules, let recipe, let output else { return CleaningRules.write(to: out.output, json: out.json) }
        let stop = StopFlag()
        let watch = SignalWatch(stop, console: out.messages)
        let cleaner = try DataCleaner(try CleaningRecipe.read(path: recipe))
        do {
            let report = try cleaner.clean(files, to: output, mode: mode) { rows in
                out.messages.progress("\(rows) rows")
                return stop.isStopRequested
            }
            out.messages.progress("")
            if out.json { out.output.line(try report.json) } else { report.write(to: out.output) }
        } catch let error as CleaningError {
            guard case .stopped = error, let code = watch.exitCode else { throw error }
            out.messages.line("\(error)")
            throw ExitCode(code)
        }
    }

    private var mode: DataCleaner.Mode { resume ? .resume : overwrite ? .overwrite : .fresh }
}
