import ArgumentParser
import AttuneModels
import AttuneReports
import AttuneTraining

/// The command `attune chat`.
struct ChatCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chat", abstract: "Converses with a model.",
        discussion: """
            attune chat runs/medical/model
            attune chat smollm2-135m-instruct --system "Answer in one sentence." --temperature 0.7 --top-p 0.9
            attune chat runs/medical/model < questions.txt > answers.txt

            In a pipe every line is a user's turn of one conversation; empty lines are passed over. A message of \
            several lines begins with \"\"\" and ends with \"\"\". Standard output carries the answers alone. /help lists \
            the commands; a line that begins with // says a text that begins with /.
            """)
    @OptionGroup var model: ModelOptions
    @Option(help: "What the system message says.") var system: String?
    @OptionGroup(title: "How answers are written") var writing: AnswerOptions
    @OptionGroup var out: OutputOptions

    func run() throws {
        let bundle = try model.bundle()
        guard bundle.chatTemplate != nil else { throw AnswerError.noTemplate(path: bundle.path) }
        let settings = try writing.settings(for: bundle) { note in Console(standardError: true).note(note) }
        let session = AnswerSession(bundle: bundle, decoder: try model.load(bundle))
        var loop = ChatLoop(ChatSession(session, settings, system: system), json: out.json)
        try loop.run()
    }
}
