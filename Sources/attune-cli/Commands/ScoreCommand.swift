import ArgumentParser
import AttuneJSON
import AttuneModels
import AttuneReports
import AttuneText

/// The command `attune score`.
struct ScoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score", abstract: "Gives the log-probability of every token of every line.",
        discussion: "attune score smollm2-135m-instruct lines.txt --precision fp32")
    @OptionGroup var model: ModelOptions
    @Argument(help: "A text file; one JSON object is printed for each line.") var file: String
    @OptionGroup var out: OutputOptions

    func run() throws {
        let bundle = try model.bundle()
        let lines = try TextLines(path: file)
        let decoder = try model.load(bundle)
        for line in lines {
            let ids = try bundle.tokenizer.tokenizer.encode(line, addsSpecialTokens: true)
            let scores = try decoder.logProbabilities(ids)
            let object = JSONObject([
                ("ids", .array(ids.map { .integer(Int64($0)) })),
                ("logprobs", .array(scores.map { score in score.map { .number($0) } ?? .null })),
            ])
            out.output.write(JSONValue.object(object).encoded() + "\n")
        }
    }
}
