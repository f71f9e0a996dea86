public import AttuneErrors

/// A state of an optimizer that does not fit.
public enum OptimizerError: RemediedError, Equatable {
    /// A tensor of the state is not there.
    case missingState(name: String)
    /// The state belongs to a parameter that the model does not have.
    case foreignState(name: String)

    /// What is wrong, and where.
    public var problem: String {
        switch self {
        case .missingState(let name): "The checkpoint has no optimizer state \(name)."
        case .foreignState(let name): "The checkpoint has optimizer state for \(name), which this model does not have."
        }
    }

    /// What to do about it.
    public var remedy: String { "Resume with the recipe and the model that the checkpoint was made with." }
}
