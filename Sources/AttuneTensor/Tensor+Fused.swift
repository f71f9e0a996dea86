internal import CAttuneTorch

extension Tensor {
    /// Root mean square norm over the last dimension: x / rms(x) * weight, statistics in float32.
    ///
    /// x [N, D] -> y [N, D] and 1 / rms [N] in float32. Source: Zhang and Sennrich 2019.
    public func rmsNorm(_ weight: Tensor, epsilon: Double) throws -> (output: Tensor, inverse: Tensor) {
        var inverse: OpaquePointer?
        let output = try Tensor.produced("norm") {
            attune_rms_norm_forward(handle, weight.handle, epsilon, $0, &inverse)
        }
        guard let inverse else { throw EngineError.refused(operation: "norm", reason: "no result") }
        return (output, Tensor(taking: inverse))
    }

    /// The gradient of the norm's input, with `self` the gradient of its output.
    ///
    /// `residual` [N, D] is added to the result: the gradient that reaches the input on another path. `weightGradient`
    /// (float32 [D]) is added to when given.
    public func rmsNormGradient(
        input: Tensor, weight: Tensor, inverse: Tensor, residual: Tensor? = nil, weightGradient: Tensor? = nil
    ) throws -> Tensor {
        try Tensor.produced("norm gradient") {
            attune_rms_norm_backward(
                handle, input.handle, weight.handle, inverse.handle, residual?.handle, weightGradient?.handle, $0)
        }
    }

    /// silu(gate) * up, with gate and up side by side: [N, 2F] -> [N, F].
    public func swiGLU() throws -> Tensor {
        try Tensor.produced("SwiGLU") { attune_swiglu_forward(handle, $0) }
    }

    /// The gradient of gate and up [N, 2F], with `self` the gradient of the output [N, F].
    public func swiGLUGradient(gateUp: Tensor) throws -> Tensor {
        try Tensor.produced("SwiGLU gradient") { attune_swiglu_backward(handle, gateUp.handle, $0) }
    }

    /// Rotates the first `heads` heads of each row in place by the row's angles: cosine, sine float32 [N, S / 2].
    ///
    /// `inverse` undoes the rotation, which is also its gradient. Source: Su et al. 2021, half-split convention.
    public func rotate(cosine: Tensor, sine: Tensor, heads: Int, headSize: Int, inverse: Bool = false) throws {
        try check(
            attune_rotary_apply(
                handle, cosine.handle, sine.handle, Int32(heads), Int32(headSize), inverse ? -1 : 1), "rotation")
    }

    /// Turns rows of logits [R, V] into their losses, and into their gradients when `rowScale` is given.
    ///
    /// Returns the negative log-likelihoods float32 [R] in nats. With `rowScale` (float32 [R]) the logits become
    /// (softmax - onehot) * rowScale in place; without it they are untouched. Targets are int64 [R], all inside of V.
    /// `smoothing` s gives the loss (1 - s) nll + s mean(lse - z), and `zWeight` c adds c lse^2, with lse the logarithm of
    /// the sum of the exponentials of the logits z.
    public func crossEntropyInPlace(
        targets: Tensor, rowScale: Tensor?, smoothing: Double = 0, zWeight: Double = 0
    ) throws -> Tensor {
        let losses = try Tensor.empty([rowCount], .float32, on: device)
        try check(
            attune_cross_entropy_rows(handle, targets.handle, rowScale?.handle, smoothing, zWeight, losses.handle),
            "cross-entropy")
        return losses
    }
}
