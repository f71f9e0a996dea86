internal import CAttuneTorch

extension Tensor {
    /// Overwrites the elements with those of a tensor of equal shape, converting their type.
    public func assign(_ source: Tensor) throws {
        try check(attune_tensor_copy_into(handle, source.handle), "assignment")
    }

    /// Sets every element.
    public func fill(_ value: Double) throws { try check(attune_tensor_fill(handle, value), "fill") }

    /// Adds `scale` times another tensor in place.
    public func add(_ other: Tensor, scale: Double = 1) throws {
        try check(attune_tensor_add_in_place(handle, other.handle, scale), "addition")
    }

    /// Multiplies every element in place.
    public func multiply(by factor: Double) throws {
        try check(attune_tensor_scale_in_place(handle, factor), "scaling")
    }

    /// Adds row i of `source` to the row that `index[i]` (int64) names; a row named twice gets both.
    public func addRows(_ source: Tensor, at index: Tensor) throws {
        try check(attune_tensor_index_add(handle, 0, index.handle, source.handle), "adding rows")
    }

    /// The elementwise sum.
    public static func + (a: Tensor, b: Tensor) throws -> Tensor {
        try produced("addition") { attune_tensor_add(a.handle, b.handle, 1, $0) }
    }

    /// The elementwise difference.
    public static func - (a: Tensor, b: Tensor) throws -> Tensor {
        try produced("subtraction") { attune_tensor_add(a.handle, b.handle, -1, $0) }
    }

    /// The elementwise product.
    public static func * (a: Tensor, b: Tensor) throws -> Tensor {
        try produced("multiplication") { attune_tensor_mul(a.handle, b.handle, $0) }
    }

    /// Every element times a number.
    public static func * (a: Tensor, factor: Double) throws -> Tensor {
        try produced("scaling") { attune_tensor_scale(a.handle, factor, $0) }
    }

    /// The sum of all elements, as a tensor of rank 0.
    public func sum() throws -> Tensor { try Tensor.produced("sum") { attune_tensor_sum(handle, $0) } }

    /// The sum of squares of all elements, in double precision.
    public func squareSum() throws -> Double {
        var value = 0.0
        try check(attune_tensor_square_sum(handle, &value), "sum of squares")
        return value
    }

    /// The logarithm of the softmax along a dimension, in float32.
    public func logSoftmax(along dimension: Int) throws -> Tensor {
        try Tensor.produced("log-softmax") { attune_tensor_log_softmax(handle, Int32(dimension), $0) }
    }

    /// e to every element.
    public func exponential() throws -> Tensor {
        try Tensor.produced("exponential") { attune_tensor_exponential(handle, $0) }
    }

    /// The logistic function of every element.
    public func sigmoid() throws -> Tensor { try Tensor.produced("sigmoid") { attune_tensor_sigmoid(handle, $0) } }

    /// 1 / sqrt(mean square over the last dimension + epsilon), that dimension kept at size 1.
    public func inverseRootMeanSquare(_ epsilon: Double) throws -> Tensor {
        try Tensor.produced("inverse root mean square") { attune_tensor_inverse_rms(handle, epsilon, $0) }
    }

    /// Whether no element is infinite or not a number.
    public func isFinite() throws -> Bool {
        var answer = false
        try check(attune_tensor_all_finite(handle, &answer), "finiteness")
        return answer
    }

    /// Whether shape, type and every element are equal.
    public func equals(_ other: Tensor) throws -> Bool {
        guard shape == other.shape, dtype == other.dtype else { return false }
        var answer = false
        try check(attune_tensor_equal(handle, other.handle, &answer), "comparison")
        return answer
    }
}
