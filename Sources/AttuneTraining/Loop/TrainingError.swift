public import AttuneErrors

/// A reason why training had to stop.
public enum TrainingError: RemediedError, Equatable {
    /// A loss or a gradient is infinite or not a number.
    case nonFinite(what: String, step: Int, place: String, rows: [String])
    /// No token of a step has a weight.
    case noTargets(step: Int, rows: [String])
    /// The model cannot be trained the way the recipe asks for.
    case unsupported(reason: String, remedy: String)

    /// What is wrong, and where.
    public var problem: String {
        switch self {
        case .nonFinite(let what, let step, let place, let rows):
            "The \(what) of step \(step) is not a finite number, first in \(place); rows: \(Self.list(rows))."
        case .noTargets(let step, let rows):
            "No token of step \(step) counts for the loss; rows: \(Self.list(rows))."
        case .unsupported(let reason, _): reason
        }
    }

    /// What to do about it.
    public var remedy: String {
        switch self {
        case .nonFinite:
            "Look at the rows named, lower `training.learning_rate`, or set `model.precision: fp32` where it is not; "
                + "a checkpoint, where there is one, is from before."
        case .noTargets: "Look at the rows with `attune data render`, and mend `data.loss_on` or the rows."
        case .unsupported(_, let remedy): remedy
        }
    }

    /// Which exit code the failure belongs to.
    public var failureKind: FailureKind {
        switch self {
        case .nonFinite: .nonFinite
        case .noTargets: .data
        case .unsupported: .usage
        }
    }

    private static func list(_ rows: [String]) -> String {
        rows.prefix(8).joined(separator: ", ") + (rows.count > 8 ? " and \(rows.count - 8) more" : "")
    }
}
