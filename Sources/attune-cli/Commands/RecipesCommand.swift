import ArgumentParser
import AttuneReports
import Foundation

/// The command `attune recipes`.
struct RecipesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recipes", abstract: "Lists, shows and copies the recipes that come with the program.",
        discussion: "attune recipes copy first my.yaml", subcommands: [List.self, Show.self, Copy.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the recipes.")

        func run() throws {
            let console = Console(standardError: false)
            for name in try RecipeLibrary.names() {
                console.line(console.styled(name, .bold) + "  " + (try RecipeLibrary.summary(of: name)))
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows a recipe.")
        @Argument(help: "The recipe's name.") var name: String

        func run() throws {
            let text = try String(contentsOfFile: RecipeLibrary.path(of: name), encoding: .utf8)
            Console(standardError: false).write(text)
        }
    }

    struct Copy: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Copies a recipe for you to change.")
        @Argument(help: "The recipe's name.") var name: String
        @Argument(help: "The file to write.") var target: String

        func run() throws {
            try RecipeLibrary.copy(name, to: target)
            Console(standardError: false).line("\(target) is yours to change; then: attune train \(target) --dry-run")
        }
    }
}
