/// Everything that one run needs to know: the model, the data, the strategy and the numbers.
///
/// A recipe is a plain value. It is read from YAML with `RecipeReader`, or built in Swift by changing the defaults.
public struct Recipe: Codable, Sendable, Equatable {
    /// The model to start from.
    public var model = ModelSettings()
    /// What it learns from and is measured on.
    public var data = DataSettings()
    /// Which parameters train, and when.
    public var strategy = StrategySettings()
    /// The optimizer, its rate and the size of a step.
    public var training = TrainingSettings()
    /// When the model is measured while training, and by what.
    public var evaluation = EvaluationSettings()
    /// General text on which to watch what the model forgets; nil watches nothing.
    public var forgetting: ForgettingSettings?
    /// Where the results go, and in which form.
    public var output = OutputSettings()

    /// A recipe of defaults; the model's path and the training data are still missing.
    public init() {}
}
