import ArgumentParser
import AttuneJSON
import AttuneModels
import AttuneReports
import AttuneText
import Foundation

/// The command `attune generate`.
struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Writes an answer to a prompt.",
        discussion: "attune generate runs/medical/model --prompt \"What is anaemia?\"\n"
            + "attune generate runs/medical/model --prompt \"A day at sea\" --temperature 0.8 --top-p 0.9")
    @OptionGroup var model: ModelOptions
    @Option(help: "The prompt; without it standard input is read.") var prompt: String?
    @Option(help: "What the system message says.") var system: String?
    @Flag(help: "Continue the text itself instead of answering it as a user's message.") var raw = false
    @OptionGroup(title: "How the answer is written") var writing: AnswerOptions
    @OptionGroup var out: OutputOptions

    func run() throws {
        let bundle = try model.bundle()
        let settings = try writing.settings(for: bundle) { note in out.messages.note(note) }
        let text = try prompt ?? StandardInput.text()
        let session = AnswerSession(bundle: bundle, decoder: try model.load(bundle))
        let prompt = raw ? try session.plainPrompt(text) : try session.chatPrompt(messages(text))
        let output = out.output
        let show = { (part: String) in
            if !out.json { output.write(output.isTerminal ? TerminalText.printableLines(part) : part) }
        }
        let answer = try session.answer(prompt, settings, onText: show)
        if !out.json { return output.write("\n") }
        output.line(answer.json.encoded())
    }

    private func messages(_ text: String) -> [ChatMessage] {
        (system.map { [ChatMessage(role: "system", content: $0)] } ?? []) + [ChatMessage(role: "user", content: text)]
    }
}
