import ArgumentParser
import AttuneReports
import AttuneTraining

/// The command `attune train`.
struct TrainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train", abstract: "Trains a model by a recipe.",
        discussion: """
            attune train recipe.yaml
            attune train recipe.yaml training.epochs=1 training.learning_rate=2e-5
            attune train recipe.yaml --resume
            """)

    @Argument(help: "The recipe.") var recipe: String
    @Argument(help: "Changes to the recipe: key.path=value.") var changes: [String] = []
    @Flag(help: "Go on from the newest checkpoint, or begin when there is none.") var resume = false
    @Flag(help: "Move an earlier run in the output folder aside.") var overwrite = false
    @Flag(help: "Say what would be done and stop before a weight is loaded.") var dryRun = false
    @OptionGroup var out: OutputOptions

    func validate() throws {
        if dryRun && out.json { throw ValidationError("--dry-run is for people; attune plan RECIPE --json says more.") }
        if resume && overwrite { throw ValidationError("--resume and --overwrite exclude each other.") }
    }

    func run() async throws {
        let recipe = try RecipeReader.read(path: recipe, overrides: changes)
        if dryRun {
            let plan = try TrainingJob(recipe: recipe).plan(emit: out.messages.note)
            return PlanText(plan, recipe).write(to: out.output)
        }
        let mode: RunMode = resume ? .resume : overwrite ? .overwrite : .fresh
        try await RunLauncher(recipe: recipe, mode: mode, output: out.output, messages: out.messages, json: out.json)
            .launch()
    }
}
