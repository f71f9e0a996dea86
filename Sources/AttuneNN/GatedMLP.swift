internal import AttuneTensor

/// The feed-forward part of a block: down(silu(gate(x)) * up(x)).
///
/// Source: Shazeer 2020.
public struct GatedMLP {
    /// Gate and up in one product.
    public let input: Linear
    /// The projection back to the model's width.
    public let down: Linear

    /// Declares the projections under `scope`.
    public init(_ scope: ParameterScope, width: Int, hidden: Int, hasBias: Bool) throws {
        input = try Linear(scope, width: width, parts: [("gate_proj", hidden), ("up_proj", hidden)], hasBias: hasBias)
        down = try Linear(scope, "down_proj", in: hidden, out: width, hasBias: hasBias)
    }

    /// [N, D] -> [N, D] before the residual, and gate and up [N, 2F], which the backward needs.
    func callAsFunction(_ x: Tensor) throws -> (output: Tensor, gateUp: Tensor) {
        let gateUp = try input(x)
        return (try down(gateUp.swiGLU()), gateUp)
    }

    /// From the gradient of the output [N, D] to that of gate and up [N, 2F].
    func backward(_ dy: Tensor, gateUp: Tensor) throws -> Tensor {
        let activated = try gateUp.swiGLU()
        try down.accumulateGradients(dy, activated)
        return try down.inputGradient(dy).swiGLUGradient(gateUp: gateUp)
    }
}
