internal import CAttuneTorch

/// The numbers of one AdamW step.
public struct AdamWStep: Sendable, Equatable {
    /// The learning rate of this step.
    public var learningRate: Double
    /// The decay rate of the first moment.
    public var beta1: Double
    /// The decay rate of the second moment.
    public var beta2: Double
    /// Added to the root of the second moment.
    public var epsilon: Double
    /// The decoupled weight decay.
    public var weightDecay: Double
    /// What the gradient is multiplied by first: the clip factor.
    public var gradientScale: Double
    /// 1 for the first step of this tensor: the bias correction depends on it.
    public var step: Int
    /// The seed of what is rounded by chance; with equal seeds the results are the same bits.
    public var seed: UInt32

    /// Makes the settings of a step.
    public init(
        learningRate: Double, betas: (Double, Double), epsilon: Double, weightDecay: Double, gradientScale: Double,
        step: Int, seed: UInt32 = 0
    ) {
        self.learningRate = learningRate
        (beta1, beta2) = betas
        self.epsilon = epsilon
        self.weightDecay = weightDecay
        self.gradientScale = gradientScale
        self.step = step
        self.seed = seed
    }
}

/// A moment of AdamW: float32, or bytes with a float32 scale for every block of `blockSize` numbers.
public struct AdamWMoment {
    /// The numbers that share a scale.
    public static let blockSize = 128
    /// The numbers, in the weight's shape: float32, or uint8 when there are scales.
    public let values: Tensor
    /// The largest number of each block.
    public let scales: Tensor?

    /// Takes tensors as they are.
    public init(values: Tensor, scales: Tensor? = nil) {
        self.values = values
        self.scales = scales
    }

    /// A packed moment of zeros for a weight of this shape; `isSigned` says which of the two forms it has.
    public static func zeros(like weight: Tensor, isSigned: Bool) throws -> AdamWMoment {
        let blocks = (weight.elementCount + blockSize - 1) / blockSize
        return AdamWMoment(
            values: try .full(weight.shape, isSigned ? 128 : 0, .uint8, on: weight.device),
            scales: try .zeros([blocks], .float32, on: weight.device))
    }
}

/// The numbers of one Adafactor step.
public struct AdafactorStep: Sendable, Equatable {
    /// The learning rate of this step.
    public var learningRate: Double
    /// The decoupled weight decay.
    public var weightDecay: Double
    /// What the gradient is multiplied by first: the clip factor.
    public var gradientScale: Double
    /// How much of the second moment stays: 0 in a tensor's first step.
    public var decay: Double
    /// The seed of what is rounded by chance; with equal seeds the results are the same bits.
    public var seed: UInt32

    /// Makes the settings of a step.
    public init(
        learningRate: Double, weightDecay: Double = 0, gradientScale: Double = 1, decay: Double, seed: UInt32 = 0
    ) {
        self.learningRate = learningRate
        self.weightDecay = weightDecay
        self.gradientScale = gradientScale
        self.decay = decay
        self.seed = seed
    }
}

extension Tensor {
    /// One Adafactor step on this weight; the update's root mean square is at most 1 before the learning rate.
    ///
    /// A matrix [R, C] has a second moment of `rows` [R] and `columns` [C]; any other shape has it whole in `rows`, and no
    /// columns. Both are float32. Weight, remainder and gradient are as for `adamW`. Source: Shazeer and Stern 2018,
    /// algorithms 4 and 5.
    public func adafactor(
        _ settings: AdafactorStep, remainder: Tensor? = nil, rows: Tensor, columns: Tensor?, gradient: Tensor
    ) throws {
        var numbers = attune_adafactor_settings(
            learning_rate: settings.learningRate, weight_decay: settings.weightDecay,
            gradient_scale: settings.gradientScale, decay: settings.decay, seed: settings.seed)
        var memory = attune_adafactor_memory(
            weight: handle, remainder: remainder?.handle, rows: rows.handle, columns: columns?.handle)
        try check(attune_adafactor_step(&memory, gradient.handle, &numbers), "Adafactor")
    }

    /// One AdamW step on this weight, in one pass over memory.
    ///
    /// The weight is float32, or bfloat16 with a `remainder`: int16 makes it an exact float32, uint8 a float of 24 bits;
    /// without one the new weight is rounded by chance. The gradient is float32 or bfloat16. Without moments the step is
    /// one from zeros, and what would become of them is not kept. Source: Loshchilov and Hutter 2019, algorithm 2; order of
    /// operations as PyTorch's `adamw`.
    public func adamW(
        _ settings: AdamWStep, remainder: Tensor? = nil, moments: (first: AdamWMoment, second: AdamWMoment)?,
        gradient: Tensor
    ) throws {
        var numbers = attune_adamw_settings(
            learning_rate: settings.learningRate, beta1: settings.beta1, beta2: settings.beta2,
            epsilon: settings.epsilon, weight_decay: settings.weightDecay, gradient_scale: settings.gradientScale,
            step: Int64(settings.step), seed: settings.seed)
        var memory = attune_adamw_memory(
            weight: handle, remainder: remainder?.handle, first: moments?.first.values.handle,
            second: moments?.second.values.handle, first_scale: moments?.first.scales?.handle,
            second_scale: moments?.second.scales?.handle)
        try check(attune_adamw_step(&memory, gradient.handle, &numbers), "AdamW")
    }

    /// The float32 numbers that this bfloat16 tensor and its `remainder` stand for; see `split(_:remainder:)`.
    public func joined(withRemainder remainder: Tensor?) throws -> Tensor {
        try Tensor.produced("joining a weight") { attune_weight_join(handle, remainder?.handle, $0) }
    }

    /// Sets this bfloat16 tensor to the rounding (half up) of float32 numbers, and `remainder` to what it cuts off.
    ///
    /// An int16 remainder keeps every bit, a uint8 one the next eight.
    public func split(_ exact: Tensor, remainder: Tensor?) throws {
        try check(attune_weight_split(exact.handle, handle, remainder?.handle), "splitting a weight")
    }
}
