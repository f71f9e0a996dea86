import ArgumentParser
import AttuneData
import AttuneReports

extension DataCommand {
    /// The command `attune data dedup`.
    struct Dedup: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Drops rows that say the same as another row.",
            discussion: """
                attune data dedup train.jsonl -o train.unique.jsonl

                Rows that are the same but for white space are exact duplicates; rows that share most of their runs of \
                words are near duplicates. Of each group one row stays. OUTPUT.manifest.jsonl names every other row, \
                the group it was in and the row that stays in its place.
                """)
        @OptionGroup var rows: RowOptions
        @OptionGroup var output: RowOutput
        @Option(help: "What is compared: row, prompt or answer.") var on = RowPart.row
        @Option(help: "Which row of a group stays: the first, or the one with the longest answer.")
        var keep = DeduplicationOptions.Keep.longest
        @Option(help: "The share of common runs that makes near duplicates.") var threshold = 0.8
        @Flag(help: "Drop exact duplicates only.") var exact = false
        @Option(help: "Compare runs of so many words; 5 or, for short texts, 3 unless given.") var words: Int?
        @Option(help: "Compare runs of so many characters instead.") var characters: Int?
        @Option(help: "Also cut repeated passages of at least so many words out of plain text.") var passages: Int?
        @Option(help: "What the hash functions are drawn with.") var seed: UInt64 = 1
        @OptionGroup var out: OutputOptions

        func validate() throws {
            if words != nil && characters != nil { throw ValidationError("Give --words or --characters, not both.") }
        }

        func run() throws {
            let files = try rows.rowFiles()
            let path = try output.path(checkedFor: files)
            let console = out.messages
            let report = try Deduplication(files, options: options(files)).run(output: path) { rows in
                console.progress("\(rows) rows compared")
            }
            console.progress("")
            if out.json { out.output.line(try report.json) } else { report.write(to: out.output) }
        }

        private func options(_ files: RowFiles) throws -> DeduplicationOptions {
            var options = DeduplicationOptions()
            (options.part, options.keep, options.threshold) = (on, keep, threshold)
            options.dropsNearDuplicates = !exact
            options.settings = settings
            options.seed = seed
            options.passages = passages.map { PassageSettings(words: $0, leastWordsLeft: min($0, 50)) }
            try options.passages?.validate()
            return options
        }

        private var settings: DuplicateSettings? {
            guard words != nil || characters != nil else { return nil }
            var settings = (words ?? 5) < 5 ? DuplicateSettings.shortTexts : .longTexts
            settings.shingle = characters.map { .characters($0) } ?? .words(words ?? 5)
            return settings
        }
    }
}
