/// The size of one optimizer step.
public enum StepSize: Sendable, Equatable {
    /// A number of tokens, whatever the documents' lengths.
    case tokens(Int)
    /// A number of documents in each of a number of micro-batches.
    case documents(perMicroBatch: Int, microBatches: Int)
}

/// The rule that turns gradients into updates.
public enum OptimizerKind: String, Codable, Sendable, CaseIterable {
    /// Adam with decoupled weight decay.
    case adamw
    /// The same with its moments in bytes and, in bf16 runs, weights of 24 bits.
    case adamw8bit = "adamw_8bit"
    /// A second moment of a number a row and a number a column, and no first one.
    case adafactor
    /// Stochastic gradient descent, with momentum when it is set.
    case sgd

    /// Whether it has AdamW's settings.
    var isAdamW: Bool { self == .adamw || self == .adamw8bit }
    /// Whether its updates have a size of their own, whatever that of the gradients: each shows in the weights, and it can
    /// round them by chance.
    var scalesUpdates: Bool { self != .sgd }
}

/// Which norm of the gradients is held below `max_grad_norm`.
public enum Clipping: String, Codable, Sendable, CaseIterable {
    /// That of all gradients together; they have to be there at once.
    case globalNorm = "global_norm"
    /// Each tensor's own.
    case perTensor = "per_tensor"
    /// That of all gradients of the step before.
    case previousNorm = "previous_norm"
}

/// The decay rates of AdamW's first and second moment.
public struct Betas: Codable, Sendable, Equatable {
    /// The decay rate of the mean of the gradients.
    public var first = 0.9
    /// The decay rate of the mean of their squares.
    public var second = 0.999

    /// The usual 0.9 and 0.999.
    public init() {}
    /// The given decay rates.
    public init(first: Double, second: Double) {
        self.first = first
        self.second = second
    }
}

/// How the learning rate falls after the warm-up.
public enum ScheduleKind: String, Codable, Sendable, CaseIterable {
    /// It does not.
    case constant
    /// Along a straight line.
    case linear
    /// Along half a cosine.
    case cosine
    /// Up from the end's share and down to it, along straight lines.
    case slanted
}

/// What happens when a loss or a gradient is no longer a finite number.
public enum NonFinitePolicy: String, Codable, Sendable, CaseIterable {
    /// The run ends before the weights are touched.
    case stop
}

/// What early stopping watches.
public enum StoppingMetric: String, Codable, Sendable, CaseIterable {
    /// The loss on the validation rows; lower is better.
    case validationLoss = "validation_loss"
    /// The share of right answers; higher is better.
    case accuracy
    /// The mean of the classes' F1; higher is better.
    case macroF1 = "macro_f1"
}

/// The highest learning rate of the schedule.
public enum LearningRate: Sendable, Equatable {
    /// Chosen by `LearningRateRule` from the model's size and the strategy.
    case auto
    /// This rate.
    case value(Double)
}

extension LearningRate: Codable {
    /// Reads `auto` or a number.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        self = try decodesAuto(container) ? .auto : .value(container.decode(Double.self))
    }

    /// Writes `auto` or the number.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if case .value(let rate) = self { try container.encode(rate) } else { try container.encode("auto") }
    }
}

/// The most tokens of one forward pass.
public enum MicroBatchTokens: Sendable, Equatable {
    /// As many as memory allows, up to the whole step.
    case auto
    /// This many.
    case count(Int)
}

extension MicroBatchTokens: Codable {
    /// Reads `auto` or a whole number.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        self = try decodesAuto(container) ? .auto : .count(container.decode(Int.self))
    }

    /// Writes `auto` or the number.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if case .count(let count) = self { try container.encode(count) } else { try container.encode("auto") }
    }
}

private func decodesAuto(_ container: any SingleValueDecodingContainer) throws -> Bool {
    guard let word = try? container.decode(String.self) else { return false }
    if word == "auto" { return true }
    throw DecodingError.dataCorruptedError(in: container, debugDescription: "expected auto or a number, not \(word)")
}
