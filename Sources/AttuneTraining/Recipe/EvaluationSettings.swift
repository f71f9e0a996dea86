/// When the model is measured while training, and by what.
public struct EvaluationSettings: Codable, Sendable, Equatable {
    /// How often the validation rows are scored.
    public var every = Interval.epoch
    /// What is measured; what the task does not have is left out.
    public var metrics: [Metric] = [.loss, .accuracy, .macroF1]
    /// Whether the untrained model is measured too.
    public var before = true

    /// After each epoch and once before the first.
    public init() {}
}

/// What an evaluation measures.
public enum Metric: String, Codable, Sendable, CaseIterable {
    /// The mean loss of a supervised token, and the perplexity that follows from it.
    case loss
    /// The share of right labels.
    case accuracy
    /// The mean of the classes' F1.
    case macroF1 = "macro_f1"
}

/// General text on which to watch what the model forgets.
public struct ForgettingSettings: Codable, Sendable, Equatable {
    /// A file of general text whose perplexity is compared before and after.
    public var probe = ""

    /// Defaults; the probe is still missing.
    public init() {}
}

/// How often something happens in a run.
public enum Interval: Sendable, Equatable {
    /// After each epoch.
    case epoch
    /// After this many optimizer steps, and at the end.
    case steps(Int)
}

extension Interval: Codable {
    /// Reads `epoch` or a number of steps.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let count = try? container.decode(Int.self) {
            self = .steps(count)
            return
        }
        let word = try container.decode(String.self)
        guard word == "epoch" else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "expected epoch or a number of steps, not \(word)")
        }
        self = .epoch
    }

    /// Writes `epoch` or the number of steps.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if case .steps(let count) = self { try container.encode(count) } else { try container.encode("epoch") }
    }
}
