import ArgumentParser
import AttuneJSON
import AttuneReports

/// The command `attune inspect`.
struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Says in plain words what a model is and what it takes to train it.",
        discussion: "attune inspect smollm2-135m-instruct")
    @OptionGroup var model: ModelOptions
    @OptionGroup var out: OutputOptions

    func run() throws {
        let facts = try ModelFacts(try model.bundle())
        if out.json { return out.output.line(facts.json.encoded(pretty: true)) }
        for line in facts.lines(out.output) { out.output.line(line) }
    }
}
