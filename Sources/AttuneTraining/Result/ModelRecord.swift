/// Everything that is to be said about a model that a run saves.
public struct ModelRecord: Sendable {
    /// The model that the run began with.
    public var origin: ModelOrigin
    /// The recipe with every default.
    public var recipe: Recipe
    /// What the run planned.
    public var plan: RunPlan
    /// The data files.
    public var data: [DataUse]
    /// The figures so far; in a checkpoint and until the last measurement some are missing.
    public var report: RunReport

    /// A record of its parts.
    public init(origin: ModelOrigin, recipe: Recipe, plan: RunPlan, data: [DataUse], report: RunReport) {
        self.origin = origin
        self.recipe = recipe
        self.plan = plan
        self.data = data
        self.report = report
    }
}
