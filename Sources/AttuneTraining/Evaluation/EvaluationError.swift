public import AttuneErrors

/// A measurement that cannot be made.
public enum EvaluationError: RemediedError, Equatable {
    /// A row has a label that no training row has.
    case unknownLabel(label: String, place: String, labels: [String])
    /// No token of the data counts for the loss.
    case noTargets

    /// What is wrong, and where.
    public var problem: String {
        switch self {
        case .unknownLabel(let label, let place, let labels):
            "\(place): the label \"\(label)\" is none of the training data's: \(labels.joined(separator: ", "))."
        case .noTargets: "No token of the data counts for the loss."
        }
    }

    /// What to do about it.
    public var remedy: String {
        switch self {
        case .unknownLabel: "Mend the row, or list the labels under data.classification.labels."
        case .noTargets: "Look at the rows with `attune data render`, and mend `data.loss_on` or the rows."
        }
    }

    /// The data is wrong.
    public var failureKind: FailureKind { .data }
}
