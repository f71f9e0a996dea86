public import AttuneErrors

/// A measurement that cannot be made.
public enum EvaluationError: RemediedError, Equatable {
    /// A row has a label that no training row has.
    case unknownLabel(label: String, place: String, labels: [String])

    /// What is wrong, and where.
    public var problem: String {
        switch self {
        case .unknownLabel(let label, let place, let labels):
            "\(place): the label \"\(label)\" is none of the training data's: \(labels.joined(separator: ", "))."
        }
    }

    /// What to do about it.
    public var remedy: String { "Mend the row, or list the labels under data.classification.labels." }

    /// The data is wrong.
    public var failureKind: FailureKind { .data }
}
