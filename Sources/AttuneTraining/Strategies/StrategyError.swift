public import AttuneErrors

/// A strategy that does not fit the model.
public enum StrategyError: RemediedError, Equatable {
    /// No parameter has a name like this.
    case unmatched(pattern: String, nearest: [String])
    /// The head alone is to train or to rest, and its weight is the token table; `key` says so in the recipe.
    case tiedHead(key: String)
    /// A pattern chooses a parameter of a part that the recipe lets rest.
    case chosenAtRest(pattern: String, name: String, key: String)
    /// There is nothing to untie.
    case notTied
    /// More blocks than the model has.
    case tooManyLayers(key: String, asked: Int, layerCount: Int)
    /// No parameter trains in a step.
    case nothingTrains(step: Int)
    /// Tensors have changed that should have rested.
    case changedAtRest(names: [String], step: Int)
    /// Tensors are as they were though their gradients and rates should have moved them.
    case unmoved(names: [String], step: Int)

    /// What is wrong, and where.
    public var problem: String {
        switch self {
        case .unmatched(let pattern, _): "strategy.parameters: no parameter of the model matches \(pattern)."
        case .tiedHead(let key): "strategy.\(key): this model's head has no weight of its own; it is the token table's."
        case .chosenAtRest(let pattern, let name, let key):
            "strategy.parameters: \(pattern) chooses \(name), and strategy.\(key) is never."
        case .notTied: "strategy.untie: this model's head has a weight of its own already."
        case .tooManyLayers(let key, let asked, let layerCount):
            "strategy.\(key): \(asked) blocks are asked for, and the model has \(layerCount)."
        case .nothingTrains(let step): "strategy: no parameter trains in step \(step)."
        case .changedAtRest(let names, let step):
            "After step \(step), \(names.count) tensors have changed that the strategy lets rest: \(Self.list(names))."
        case .unmoved(let names, let step):
            "After step \(step), \(names.count) tensors that should train have not changed: \(Self.list(names))."
        }
    }

    /// What to do about it.
    public var remedy: String {
        switch self {
        case .unmatched(_, let nearest):
            nearest.isEmpty
                ? "`attune train RECIPE --dry-run` without the pattern lists all names."
                : "Closest names: \(nearest.joined(separator: ", "))."
        case .tiedHead(let key):
            (key == "head" ? "Set strategy.embeddings to the same" : "Set strategy.embeddings: always")
                + " to train both, or strategy.untie: true to give the head its own."
        case .chosenAtRest(_, _, let key): "Remove strategy.\(key), or choose by a narrower pattern."
        case .notTied: "Remove strategy.untie."
        case .tooManyLayers(let key, _, let layerCount): "Set strategy.\(key) to \(layerCount) or less."
        case .nothingTrains: "Choose a part with strategy.top_layers, parameters, embeddings, final_norm or head."
        case .changedAtRest, .unmoved:
            "This is a fault of the program, not of the recipe; report it with the recipe. The last checkpoint is whole."
        }
    }

    /// Which exit code the failure belongs to: the recipe is wrong, or the program.
    public var failureKind: FailureKind {
        switch self {
        case .changedAtRest, .unmoved: .runtime
        default: .usage
        }
    }

    private static func list(_ names: [String]) -> String {
        names.prefix(4).joined(separator: ", ") + (names.count > 4 ? " and \(names.count - 4) more" : "")
    }
}
