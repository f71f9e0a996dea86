internal import CAttuneTorch

/// The numbers of one AdamW step.
public struct AdamWStep: Sendable, Equatable {
    /// The learning rate of this step.
    public var learningRate: Double
    /// The decay rates of the two moments.
    public var betas: (Double, Double)
    /// Added to the root of the second moment.
    public var epsilon: Double
    /// The decoupled weight decay.
    public var weightDecay: Double
    /// What the gradient is multiplied by first: the clip factor.
    public var gradientScale: Double
    /// 1 for the first step of this tensor: the bias correction depends on it.
    public var step: Int

    /// Makes the settings of a step.
    public init(
        learningRate: Double, betas: (Double, Double), epsilon: Double, weightDecay: Double, gradientScale: Double,
        step: Int
    ) {
        self.learningRate = learningRate
        self.betas = betas
        self.epsilon = epsilon
        self.weightDecay = weightDecay
        self.gradientScale = gradientScale
        self.step = step
    }

    /// Whether all numbers are equal.
    public static func == (a: AdamWStep, b: AdamWStep) -> Bool {
        a.learningRate == b.learningRate && a.betas == b.betas && a.epsilon == b.epsilon
            && a.weightDecay == b.weightDecay && a.gradientScale == b.gradientScale && a.step == b.step
    }
}

extension Tensor {
    /// One AdamW step on this float32 master, in one pass over memory.
    ///
    /// `first` and `second` are the float32 moments; the gradient is float32 or bfloat16; `rounded` (bfloat16) receives
    /// the new weights. Source: Loshchilov and Hutter 2019, algorithm 2; order of operations as PyTorch's `adamw`.
    public func adamW(
        _ settings: AdamWStep, first: Tensor, second: Tensor, gradient: Tensor, rounded: Tensor?
    ) throws {
        var values = attune_adamw_settings(
            learning_rate: settings.learningRate, beta1: settings.betas.0, beta2: settings.betas.1,
            epsilon: settings.epsilon, weight_decay: settings.weightDecay, gradient_scale: settings.gradientScale,
            step: Int64(settings.step))
        try check(
            attune_adamw_step(handle, first.handle, second.handle, gradient.handle, rounded?.handle, &values), "AdamW")
    }
}
