public import ArgumentParser
import AttuneReports
public import AttuneTraining
import Foundation

/// The command `attune recipes`.
struct RecipesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recipes", abstract: "Lists, shows and copies recipes, and imports those of other programs.",
        discussion: "attune recipes copy first my.yaml", subcommands: [List.self, Show.self, Copy.self, Import.self],
        aliases: ["recipe"])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the recipes.")

        func run() throws {
            let console = Console(standardError: false)
            let names = try RecipeLibrary.names()
            let width = names.map(\.count).max() ?? 0
            for name in names {
                let padding = String(repeating: " ", count: width - name.count)
                console.line(console.styled(name, .bold) + padding + "  " + (try RecipeLibrary.summary(of: name)))
                let own = try RecipeLibrary.ownData(of: name)
                guard !own.isEmpty else { continue }
                let text = "your own data: " + own.joined(separator: ", ")
                console.line(String(repeating: " ", count: width + 2) + console.styled(text, .dim))
            }
            console.line("\nThe others run as they are, after: scripts/fetch quickstart")
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
            let beside = try RecipeLibrary.copy(name, to: target)
            let console = Console(standardError: false)
            console.line("\(target) is yours to change; then: attune train \(target) --dry-run")
            if !beside.isEmpty { console.line("It reads \(beside.joined(separator: ", ")), which is beside it now.") }
            let own = try RecipeLibrary.ownData(of: name)
            if !own.isEmpty { console.line("It needs data of your own: \(own.joined(separator: ", ")).") }
        }
    }

    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Turns a full fine-tuning file of LLaMA-Factory, Axolotl or torchtune into a recipe.",
            discussion: "attune recipes import llama3_full_sft.yaml my.yaml\n"
                + "Every key is carried over, or listed with the reason why not; the list also stands in the recipe.")
        @Argument(help: "The file of the other program.") var file: String
        @Argument(help: "The recipe to write.") var target: String
        @Option(help: "The program it was written for; without it the keys tell.") var from: ForeignTool?
        @OptionGroup var out: OutputOptions

        func run() throws {
            let result = try RecipeImport(path: file, tool: from)
            try result.write(to: target)
            if out.json { return out.output.line(result.json) }
            result.write(to: out.output, target: target)
        }
    }
}

extension ForeignTool: ExpressibleByArgument {}
