import ArgumentParser
import AttuneJSON
import AttuneReports
import AttuneTraining

/// The command `attune measure`.
struct MeasureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure", abstract: "Takes some training steps and says what they cost; saves nothing.",
        discussion: """
            attune measure recipe.yaml
            attune measure recipe.yaml training.tokens_per_step=2048 --steps 10 --parts
            """)

    @Argument(help: "The recipe.") var recipe: String
    @Argument(help: "Changes to the recipe: key.path=value.") var changes: [String] = []
    @Option(help: "The steps to measure.") var steps = 6
    @Option(help: "The steps before that.") var warmUp = 2
    @Flag(help: "Also where a step's time goes, and what its matrix products alone would take.") var parts = false
    @OptionGroup var out: OutputOptions

    func validate() throws {
        guard (1...10_000).contains(steps) else { throw ValidationError("--steps has to be 1 to 10000.") }
        guard (0...10_000).contains(warmUp) else { throw ValidationError("--warm-up has to be 0 to 10000.") }
    }

    func run() throws {
        let recipe = try RecipeReader.read(path: recipe, overrides: changes)
        let measurement = try TrainingJob(recipe: recipe).measure(steps: steps, warmUp: warmUp, looksInside: parts)
        if out.json { return out.output.line(measurement.json.encoded(pretty: true)) }
        StepMeasurementText(measurement).write(to: out.output)
    }
}
