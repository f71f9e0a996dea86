internal import CAttuneTorch

// The three products of a linear layer y = x w^T + b: x [N, I], w [O, I], b [O], y [N, O].
extension Tensor {
    /// x w^T + b: [N, I] -> [N, O].
    public func linear(_ weight: Tensor, bias: Tensor? = nil) throws -> Tensor {
        try Tensor.produced("product") { attune_linear_forward(handle, weight.handle, bias?.handle, $0) }
    }

    /// Writes x w^T into memory that is there already: [R, I] -> `out` [R, O].
    public func linear(_ weight: Tensor, into out: Tensor) throws {
        try check(attune_linear_forward_into(out.handle, handle, weight.handle), "product")
    }

    /// The gradient of the input, with `self` the gradient of the output: dy w, [N, O] -> [N, I].
    public func linearInputGradient(_ weight: Tensor) throws -> Tensor {
        try Tensor.produced("product") { attune_linear_input_gradient(handle, weight.handle, $0) }
    }

    /// Sets or adds to the gradient of the weight: dy^T x, [O, I].
    ///
    /// `self` may be float32 where dy and x are bfloat16.
    public func setWeightGradient(_ dy: Tensor, _ x: Tensor, accumulating: Bool) throws {
        try check(attune_linear_weight_gradient(handle, dy.handle, x.handle, accumulating), "product")
    }

    /// Sets or adds to the gradient of the bias: the sum of the rows of dy.
    public func setBiasGradient(_ dy: Tensor, accumulating: Bool) throws {
        try check(attune_linear_bias_gradient(handle, dy.handle, accumulating), "bias gradient")
    }
}
