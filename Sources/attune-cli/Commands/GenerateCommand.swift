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
        discussion: "attune generate runs/medical/model --prompt \"What is anaemia?\"")
    @OptionGroup var model: ModelOptions
    @Option(help: "The prompt; without it standard input is read.") var prompt: String?
    @Option(help: "What the system message says.") var system: String?
    @Flag(help: "Continue the text itself instead of answering it as a user's message.") var raw = false
    @Option(help: "The most tokens to write.") var maxTokens = 256
    @Option(help: "0 takes the likeliest token; higher values vary more.") var temperature = 0.0
    @Option(help: "The seed of the draws.") var seed: UInt64 = 42
    @OptionGroup var out: OutputOptions

    func validate() throws {
        guard maxTokens > 0 else { throw ValidationError("--max-tokens must be at least 1, not \(maxTokens).") }
        guard temperature >= 0, temperature.isFinite else {
            throw ValidationError("--temperature must be 0 or more, not \(temperature).")
        }
    }

    func run() throws {
        let bundle = try model.bundle()
        let text = try prompt ?? StandardInput.text()
        let session = AnswerSession(bundle: bundle, decoder: try model.load(bundle))
        let prompt = raw ? try session.plainPrompt(text) : try session.chatPrompt(text, system: system)
        let answer = try session.answer(
            prompt, maxTokens: maxTokens, sampling: SamplingSettings(temperature: temperature, seed: seed)
        ) { part in if !out.json { out.output.write(part) } }
        if !out.json { return out.output.write("\n") }
        out.output.line(answer.json.encoded())
    }
}
