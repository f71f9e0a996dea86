internal import CAttuneTorch

/// Runs `body` without recording gradients, which is how everything but a test's reference runs.
public func withoutGradients<Result>(_ body: () throws -> Result) rethrows -> Result {
    try withGradients(enabled: false, body)
}

/// Runs `body` with the recording of gradients on or off, and puts back what was set before.
public func withGradients<Result>(enabled: Bool, _ body: () throws -> Result) rethrows -> Result {
    let before = attune_gradients_enabled()
    attune_gradients_set_enabled(enabled)
    defer { attune_gradients_set_enabled(before) }
    return try body()
}

extension Tensor {
    /// Marks a tensor as one whose gradient can be asked for.
    public func requireGradient() throws { try check(attune_tensor_require_gradient(handle), "requiring a gradient") }

    /// The gradients of this scalar with respect to `inputs`, by libtorch's tape.
    public func gradients(of inputs: [Tensor]) throws -> [Tensor] {
        let handles: [OpaquePointer?] = inputs.map(\.handle)
        var results = [OpaquePointer?](repeating: nil, count: inputs.count)
        let status = handles.withUnsafeBufferPointer { list in
            attune_gradients_of(handle, list.baseAddress, Int32(list.count), &results)
        }
        try check(status, "gradients")
        return results.compactMap { $0.map(Tensor.init(taking:)) }
    }
}
