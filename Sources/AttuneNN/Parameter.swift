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
    /// The token embedding; also the head's weight when they are tied.
    case embedding
}

/// One named tensor of a model, with its gradient while it trains.
///
/// The name is the one in Hugging Face checkpoints. In bfloat16 runs `value` is the copy that products read and `master`
/// holds the float32 weight; in float32 runs `value` is the weight and there is no master.
public final class Parameter {
    /// The name in a checkpoint.
    public let name: String
    /// What the parameter is for.
    public let role: ParameterRole
    /// The weight in compute precision.
    ///
    /// It may be a view of the rows of a larger tensor; always contiguous.
    public let value: Tensor
    /// The exact weight in float32, when `value` is only its rounding.
    public var master: Tensor?
    /// Whether the current step trains this parameter.
    public var isTrainable = true
    /// The gradient of the current step; only meaningful while `hasGradient`.
    public private(set) var gradient: Tensor?
    /// Whether the current step has written to `gradient`.
    public private(set) var hasGradient = false

    /// Makes a parameter around its memory.
    public init(name: String, role: ParameterRole, value: Tensor) {
        self.name = name
        self.role = role
        self.value = value
    }

    /// The exact weight: the master when there is one, else the value.
    public var exactValue: Tensor { master ?? value }
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

    /// Declares the gradient's memory, for parameters whose gradients are views of one tensor.
    func adoptGradient(_ tensor: Tensor) {
        gradient = tensor
        hasGradient = true
    }

    /// Forgets the gradient of the step; keeps its memory for the next one unless `releasing`.
    public func clearGradient(releasing: Bool = false) {
        hasGradient = false
        if releasing { gradient = nil }
    }
}
