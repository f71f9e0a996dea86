import ArgumentParser
import AttuneErrors
import AttuneReports
import AttuneTensor
import Foundation

/// The program.
@main
struct AttuneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attune",
        abstract: "Turns a general language model into a specialist.",
        discussion: "Begin with `attune quickstart`, then copy a recipe: `attune recipes list`.",
        version: AttuneVersion.text,
        subcommands: [
            TrainCommand.self, PlanCommand.self, EvaluateCommand.self, CompareCommand.self, ChatCommand.self,
            GenerateCommand.self, ScoreCommand.self,
            MergeCommand.self,
            TokenizeCommand.self,
            DataCommand.self, InspectCommand.self, ModelsCommand.self, RecipesCommand.self, DoctorCommand.self,
            QuickstartCommand.self, MeasureCommand.self, ChartCommand.self,
        ])

    static func main() async {
        Engine.keepFreedMemory()
        do {
            try checkName(CommandLine.arguments.dropFirst().first)
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch { Failure(error).exit() }
        leave(0)
    }
}

/// Ends the program at once: the destructors of libtorch, a tenth of a second, would only give back memory.
private func leave(_ code: Int32) -> Never {
    fflush(nil)
    _exit(code)
}

extension AttuneCommand {
    /// A command that there is not, before the parser calls it an unexpected argument.
    private static func checkName(_ word: String?) throws {
        let names = configuration.subcommands.map { $0.configuration.commandName ?? "" } + ["help"]
        guard let word, !word.hasPrefix("-"), !names.contains(word) else { return }
        throw UnknownCommand(word: word, nearest: nearestNames(to: word, among: names, limit: 1).first)
    }
}

/// A first word that is no command.
private struct UnknownCommand: RemediedError {
    let word: String
    let nearest: String?

    var problem: String { "There is no command \(word)." }
    var remedy: String { (nearest.map { "Did you mean `attune \($0)`? " } ?? "") + "See `attune --help`." }
    var failureKind: FailureKind { .usage }
}

/// An error on its way to the reader: what is wrong, what to do, and the exit code.
struct Failure {
    private let text: String
    private let isHelp: Bool
    private let code: Int32

    init(_ error: any Error) {
        switch error {
        case let error as any RemediedError:
            (text, isHelp, code) = (error.description, false, error.failureKind.rawValue)
        case let status as ExitCode:
            (text, isHelp, code) = ("", false, status.rawValue)
        default:
            let isUsage = AttuneCommand.exitCode(for: error) == .validationFailure
            isHelp = AttuneCommand.exitCode(for: error) == .success
            code = isHelp ? 0 : isUsage ? FailureKind.usage.rawValue : FailureKind.runtime.rawValue
            let message = isHelp ? AttuneCommand.fullMessage(for: error) : AttuneCommand.message(for: error)
            let remedy =
                isUsage ? "See `attune --help`, or `attune COMMAND --help`." : "Check the path and permissions."
            text = isHelp ? message : "error: \(message)\nfix: \(remedy)"
        }
    }

    func exit() -> Never {
        let console = Console(standardError: !isHelp)
        if !text.isEmpty {
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                let line = TerminalText.printable(line)
                return line.hasPrefix("error:") ? console.styled("error:", .red) + line.dropFirst(6) : line
            }
            console.line(lines.joined(separator: "\n"))
        }
        leave(code)
    }
}
