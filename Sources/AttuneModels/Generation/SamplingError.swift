public import AttuneErrors

/// A way to choose tokens that cannot be followed.
public enum SamplingError: RemediedError, Equatable {
    /// A setting is outside of its range; `place` is the file that has it, nil for the caller.
    case outOfRange(setting: String, value: String, allowed: String, place: String?)
    /// A stop string is empty, so that every answer would end before its first letter.
    case emptyStopString(place: String?)
    /// A limit on the tokens was asked for together with temperature 0, which does not draw.
    case limitWithoutTemperature(setting: String)
    /// The model gave a logit that is no number, or none that is finite.
    case notANumber

    /// What is wrong, and where.
    public var problem: String {
        switch self {
        case .outOfRange(let setting, let value, let allowed, let place):
            "\(Self.prefix(place))\(setting) must be \(allowed), not \(value)."
        case .emptyStopString(let place): place.map { "\($0): a stop string is empty." } ?? "A stop string is empty."
        case .limitWithoutTemperature(let setting):
            "\(setting) limits what may be drawn, and temperature 0 always takes the likeliest token."
        case .notANumber: "The model's logits are no finite numbers."
        }
    }

    /// What to do about it.
    public var remedy: String {
        switch self {
        case .outOfRange(_, _, _, nil), .emptyStopString(nil): "Change it, or leave it out."
        case .outOfRange, .emptyStopString: "Mend the file, or take the line out of it."
        case .limitWithoutTemperature: "Raise the temperature, or leave the limit out."
        case .notANumber: "The weights are damaged: compare the folder with its source, or try --precision fp32."
        }
    }

    /// Damaged numbers are their own kind; a file's settings fail at run time, the caller's are usage.
    public var failureKind: FailureKind {
        switch self {
        case .notANumber: .nonFinite
        case .outOfRange(_, _, _, nil), .emptyStopString(nil), .limitWithoutTemperature: .usage
        case .outOfRange, .emptyStopString: .runtime
        }
    }

    private static func prefix(_ place: String?) -> String { place.map { $0 + ": " } ?? "" }
}
