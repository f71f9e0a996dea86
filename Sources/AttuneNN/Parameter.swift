public import AttuneTensor

/// What a parameter is for; weight decay and the type of gradients depend on it.
public enum ParameterRole: String, Sendable, CaseIterable {
    /// The weight of a linear layer.
    case matrix
    /// The scale of a norm.
    case norm
    /// The bias of a linear layer.
    case bias
    /// The weight of a head of its own.
    case head
    /// A matrix of an adapter.
    case adapter
    /// The token embedding; also the head's weight when they are tied.
    case embedding
}

/// One named tensor of a model, with its gradient while it trains.
///
/// The name is the one in Hugging Face checkpoints. In float32 runs `value` is the weight. In bfloat16 runs it is what
/// products read, the weight's rounding, and `remainder` holds the bits that the rounding has cut off.
public final class Parameter {
    /// The name in a checkpoint.
    public let name: String
    /// What the parameter is for.
    public let role: ParameterRole
    /// The weight in compute precision.
    ///
    /// It may be a view of the rows of a larger tensor; always contiguous.
    public let value: Tensor
    /// What the rounding to `value` has cut off: int16 for every bit of the float32 weight, uint8 for eight of them.
    public private(set) var remainder: Tensor?
    /// Whether the current step trains this parameter.
    public var isTrainable = true
    /// The gradient of the current step; only meaningful while `hasGradient`.
    public private(set) var gradient: Tensor?
    /// Whether the current step has written to `gradient`.
    public private(set) var hasGradient = false

    private var shared: SharedGradient?

    /// Makes a parameter around its memory.
    public init(name: String, role: ParameterRole, value: Tensor) {
        self.name = name
        self.role = role
        self.value = value
    }

    /// The weight as exactly as it is known: `value` itself when that is all, else a new float32 tensor.
    public func exactValue() throws -> Tensor {
        guard let remainder else { return value }
        return try value.joined(withRemainder: remainder)
    }

    /// Sets the weight to float32 numbers, as exactly as it is kept.
    public func assign(exact: Tensor) throws {
        guard let remainder else { return try value.assign(exact) }
        try value.split(exact, remainder: remainder)
    }

    /// Sets the weight to float32 numbers, and how it is kept from now on; float32 parameters are always whole.
    public func assign(exact: Tensor, keeping: WeightKeeping) throws {
        remainder = value.dtype == .float32 ? nil : try keeping.remainder(of: value)
        try assign(exact: exact)
    }

    /// Sets the weight part by part, without float32 memory of its size, and how it is kept from now on.
    ///
    /// For bfloat16 weights in main memory that are kept more exactly than rounded. `body` writes every element once.
    public func assign<Result>(
        keeping: WeightKeeping, parts body: (SplitTarget) throws -> Result
    ) throws -> Result {
        guard let rest = try keeping.remainder(of: value) else {
            preconditionFailure("a rounded weight keeps nothing beside it")
        }
        remainder = rest
        return try value.withSplitTarget(remainder: rest, body)
    }

    /// Changes how exactly the weight is kept; `value` stays, and bits that are given up are lost.
    public func keep(_ keeping: WeightKeeping) throws {
        guard value.dtype != .float32, try keeping.remainder(of: value)?.dtype != remainder?.dtype else { return }
        try assign(exact: value.converted(to: .float32), keeping: keeping)
    }

    /// Rounds the weight to what products read, up or down by chance, so that small steps count on average.
    ///
    /// It is kept as before, and no longer has bits that a rounding would cut off. The same seed, step and name give the
    /// same bits; float32 parameters stay as they are.
    public func settle(seed: UInt64, step: Int) throws {
        guard remainder != nil else { return }
        let draw = Draw(
            seed: seed, step: step, microBatch: Parameter.betweenSteps, stream: Draw.number(of: name))
        try value.round(exactValue(), draw)
        try assign(exact: value.converted(to: .float32))
    }

    /// The micro-batch of draws that belong to none.
    private static let betweenSteps = -1

    /// The shape, as in the checkpoint.
    public var shape: [Int] { value.shape }
    /// The number of elements.
    public var elementCount: Int { value.elementCount }

    /// Whether the gradient has to be float32 even when products run in bfloat16.
    ///
    /// Norms, biases, embeddings and heads add up many contributions in place.
    public var needsWideGradient: Bool { role != .matrix }

    /// Hands the gradient's memory to `write`, which sets it, or adds to it when told that it holds a part already.
    public func accumulate(type: DType, _ write: (_ gradient: Tensor, _ accumulating: Bool) throws -> Void) throws {
        let wanted = needsWideGradient ? .float32 : type
        let target: Tensor
        if let gradient, gradient.dtype == wanted {
            target = gradient
        } else {
            target = try .empty(shape, wanted, on: value.device)
            gradient = target
        }
        try write(target, hasGradient)
        hasGradient = true
    }

    /// Declares a part of a shared tensor to be the gradient.
    func adoptGradient(_ tensor: Tensor, of shared: SharedGradient) {
        gradient = tensor
        self.shared = shared
        hasGradient = true
    }

    /// Forgets the gradient of the step; keeps its memory for the next one unless `releasing`.
    public func clearGradient(releasing: Bool = false) {
        hasGradient = false
        guard releasing else { return }
        gradient = nil
        shared?.memory = nil
    }
}

/// One tensor of which several parameters' gradients are views.
final class SharedGradient {
    var memory: Tensor?
}
