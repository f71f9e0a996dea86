import ArgumentParser
import AttuneReports
import AttuneTraining
import Foundation

/// The command `attune quickstart`.
struct QuickstartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quickstart",
        abstract: "Trains the embedded model on the embedded data and shows what it learned.",
        discussion: "Needs what `scripts/fetch quickstart` puts into the cache.\n\nattune quickstart")

    @Argument(help: "Changes to the recipe: key.path=value.") var changes: [String] = []
    @OptionGroup var out: OutputOptions

    func run() async throws {
        let recipe = try RecipeReader.read(path: RecipeLibrary.path(of: "quickstart"), overrides: changes)
        try await RunLauncher(
            recipe: recipe, mode: .overwrite, output: out.output, messages: out.messages, json: out.json
        ).launch()
        guard !out.json, let folder = recipe.output.directory else { return }
        out.output.line()
        out.output.line("Ask it:    attune generate \(folder)/model --prompt \"...\"")
        out.output.line("Look:      \(folder)/report.html")
        out.output.line("Your own:  attune recipes copy first my.yaml")
    }
}
