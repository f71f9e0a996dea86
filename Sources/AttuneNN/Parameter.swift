public import AttuneTensor

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
    /// How exactly the weight is kept beside `value`; float32 parameters are always whole and keep nothing.
    public private(set) var keeping = WeightKeeping.rounded
    /// What the rounding to `value` has cut off: int16 for every bit of the float32 weight, uint8 for eight of them; nil
    /// while that is nothing.
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
        guard keeping != .rounded else { return value }
        return try remainder.map { try value.joined(withRemainder: $0) } ?? value.converted(to: .float32)
    }

    /// Sets the weight to float32 numbers, as exactly as it is kept.
    public func assign(exact: Tensor) throws {
        guard let rest = try remainderMemory() else { return try value.assign(exact) }
        try value.split(exact, remainder: rest)
    }

    /// Sets a weight that is kept more exactly than rounded, in main memory, part by part and without float32 memory of its
    /// size; `body` writes every element once.
    public func assignParts<Result>(_ body: (SplitTarget) throws -> Result) throws -> Result {
        guard let rest = try remainderMemory() else {
            preconditionFailure("a rounded weight keeps nothing beside it")
        }
        return try value.withSplitTarget(remainder: rest, body)
    }

    /// Changes how exactly the weight is kept; `value` stays, and bits that are given up are lost.
    public func keep(_ keeping: WeightKeeping) {
        guard value.dtype != .float32, keeping != self.keeping else { return }
        (self.keeping, remainder) = (keeping, nil)
    }

    /// The remainder, to be updated together with `value`; nil when the weight is kept rounded or is float32.
    ///
    /// A weight that has been its own rounding so far takes memory for it now: at the first update, when that of the
    /// forward is free again.
    public func writableRemainder() throws -> Tensor? {
        guard remainder == nil, let rest = try remainderMemory() else { return remainder }
        try rest.fill(keeping.nothing)
        return rest
    }

    /// The remainder, not yet set where there was none; nil where none is kept.
    private func remainderMemory() throws -> Tensor? {
        if remainder == nil { remainder = try keeping.remainder(of: value) }
        return remainder
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
        remainder = nil
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
