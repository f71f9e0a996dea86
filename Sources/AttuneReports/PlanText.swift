public import AttuneTraining

/// What a run would do, for a person to read before it is done.
public struct PlanText {
    private let plan: RunPlan
    private let recipe: Recipe

    /// The text of a plan.
    public init(_ plan: RunPlan, _ recipe: Recipe) {
        self.plan = plan
        self.recipe = recipe
    }

    /// Writes the plan, then the resolved recipe.
    public func write(to console: Console) {
        ConsoleReporter(console).hear(.planned(plan))
        console.line()
        console.line(console.styled("The recipe with every default", .bold))
        console.write(recipe.resolvedYAML())
        console.line()
        console.line("Nothing was written. Leave out --dry-run to train.")
    }
}
