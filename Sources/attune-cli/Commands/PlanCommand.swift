import ArgumentParser
import AttuneJSON
import AttuneReports
import AttuneTraining

/// The command `attune plan`.
struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Predicts a run's memory, time and cost, before a weight is loaded.",
        discussion: """
            attune plan recipe.yaml
            attune plan recipe.yaml model.activations=recompute --budget 2.5
            attune plan recipe.yaml --price 3.20
            """)

    @Argument(help: "The recipe.") var recipe: String
    @Argument(help: "Changes to the recipe: key.path=value.") var changes: [String] = []
    @Option(help: "The price of an hour, in any currency.") var price: Double?
    @Option(help: "The memory that there is, in GiB: says which settings fit.") var budget: Double?
    @OptionGroup var out: OutputOptions

    func validate() throws {
        if let price, !(price >= 0 && price.isFinite) { throw ValidationError("--price has to be 0 or more.") }
        if let budget, !(budget > 0 && budget < 1e6) { throw ValidationError("--budget has to be above 0 GiB.") }
    }

    func run() throws {
        let recipe = try RecipeReader.read(path: recipe, overrides: changes)
        let forecast = try TrainingJob(recipe: recipe).forecast(emit: out.messages.note)
        if out.json { return out.output.line(forecast.json.encoded(pretty: true)) }
        let bytes = budget.map { Int($0 * 1_073_741_824) }
        ForecastText(forecast, price: price, budget: bytes).write(to: out.output)
    }
}
