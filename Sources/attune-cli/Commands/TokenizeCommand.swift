import ArgumentParser
import AttuneJSON
import AttuneModels
import AttuneReports
import AttuneText
import AttuneTraining

/// The command `attune tokenize`.
struct TokenizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokenize", abstract: "Turns lines of text into arrays of token ids.",
        discussion: "attune tokenize smollm2-135m-instruct lines.txt")
    @Argument(help: "A model or adapter folder, a .gguf file, or a name that `attune models` lists, such as org/name.")
    var model: String
    @Argument(help: "A text file; one array of ids is printed for each line.") var file: String
    @Flag(help: "Special tokens spelled out in the text stay plain text.") var plain = false
    @Flag(help: "Each line of the file is a JSON string, which may hold line breaks.") var jsonLines = false

    func run() throws {
        let tokenizer = try ModelBundle.tokenizer(path: try Cache.modelPath(model)).tokenizer
        let console = Console(standardError: false)
        for line in try TextLines(path: file) {
            let text = jsonLines ? try JSONPath(JSONParser.parse(line)).string() : line
            let ids = try tokenizer.encode(text, addsSpecialTokens: true, parsesSpecials: !plain)
            console.write(JSONValue.array(ids.map { .integer(Int64($0)) }).encoded() + "\n")
        }
    }
}
