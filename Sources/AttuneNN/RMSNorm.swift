public import AttuneTensor

/// Root mean square norm with a learnt scale.
///
/// Source: Zhang and Sennrich 2019.
public struct RMSNorm {
    /// The scale [D].
    public let weight: Parameter
    private let epsilon: Double

    /// Declares the scale under `scope`.
    public init(_ scope: ParameterScope, width: Int, epsilon: Double) throws {
        weight = try scope.make("weight", [width], .norm)
        self.epsilon = epsilon
    }

    /// [N, D] -> the normed rows [N, D] and 1 / rms, float32 [N], which the gradient needs.
    public func callAsFunction(_ x: Tensor) throws -> (output: Tensor, inverse: Tensor) {
        try x.rmsNorm(weight.value, epsilon: epsilon)
    }

    /// The gradient of the input, plus `residual`; adds to the gradient of the scale when it trains.
    public func backward(_ dy: Tensor, input: Tensor, inverse: Tensor, residual: Tensor? = nil) throws -> Tensor {
        guard weight.isTrainable else {
            return try dy.rmsNormGradient(input: input, weight: weight.value, inverse: inverse, residual: residual)
        }
        var result: Tensor?
        try weight.accumulate(type: .float32) { gradient, accumulating in
            if !accumulating { try gradient.fill(0) }
            result = try dy.rmsNormGradient(
                input: input, weight: weight.value, inverse: inverse, residual: residual, weightGradient: gradient)
        }
        guard let result else { throw EngineError.refused(operation: "norm gradient", reason: "no result") }
        return result
    }
}
