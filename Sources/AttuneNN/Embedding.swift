public import AttuneTensor

/// The first stage: a row of the table for each token.
public struct Embedding {
    /// The table [V, D].
    public let weight: Parameter

    /// Declares the table under `scope`.
    public init(_ scope: ParameterScope, vocabularySize: Int, width: Int) throws {
        weight = try scope.make("weight", [vocabularySize, width], .embedding)
    }

    /// ids (int64 [N]) -> rows [N, D].
    public func callAsFunction(_ ids: Tensor) throws -> Tensor { try weight.value.selecting(ids) }

    /// Adds the rows' gradients [N, D] to the rows of the table's gradient.
    public func accumulateGradients(_ dy: Tensor, ids: Tensor) throws {
        try weight.accumulate(type: .float32) { gradient, accumulating in
            if !accumulating { try gradient.fill(0) }
            try gradient.addRows(try dy.converted(to: gradient.dtype), at: ids)
        }
    }
}
