public import AttuneErrors

/// A measurement that cannot be made.
public enum EvaluationError: RemediedError, Equatable {
    /// A row has a label that no training row has.
    case unknownLabel(label: String, place: String, labels: [String])
    /// No token of the data counts for the loss.
    case noTargets
    /// A row's prompt and the longest answer are longer than the context.
    case noRoomForAnswer(place: String, prompt: Int, answer: Int, context: Int)
    /// Two models cannot be compared, since they read different rows.
    case differentRows(first: Int, second: Int)

    /// What is wrong, and where.
    public var problem: String {
        switch self {
        case .unknownLabel(let label, let place, let labels):
            "\(place): the label \"\(label)\" is none of the training data's: \(labels.joined(separator: ", "))."
        case .noTargets: "No token of the data counts for the loss."
        case .noRoomForAnswer(let place, let prompt, let answer, let context):
            "\(place): the prompt has \(prompt) tokens, the answer may have \(answer), the context holds \(context)."
        case .differentRows(let first, let second):
            "The models read different rows from the data: \(first) and \(second)."
        }
    }

    /// What to do about it.
    public var remedy: String {
        switch self {
        case .unknownLabel: "Mend the row, or list the labels under data.classification.labels."
        case .noRoomForAnswer: "Lower the tokens of an answer, or shorten the row."
        case .differentRows: "Compare models that split the rows alike, or set data.on_overlong to error."
        case .noTargets: "Look at the rows with `attune data render`, and mend `data.loss_on` or the rows."
        }
    }

    /// The data is wrong.
    public var failureKind: FailureKind { .data }
}
