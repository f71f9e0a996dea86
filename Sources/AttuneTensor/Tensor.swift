internal import CAttuneTorch
internal import Glibc

/// An array of numbers on a device, with a shape.
///
/// Shapes in comments: N tokens of a flat batch, D model width, F feed-forward width, V vocabulary, H heads, K key-value
/// heads, S head size, R rows. A tensor belongs to the thread that made it and cannot cross to another; debug builds
/// check that at every operation.
public final class Tensor {
    private let pointer: OpaquePointer
    #if DEBUG
    private let owner = pthread_self()
    #endif

    /// Takes ownership of a handle.
    init(taking pointer: OpaquePointer) { self.pointer = pointer }

    deinit { attune_tensor_free(pointer) }

    /// The handle, after the check that this thread owns it.
    var handle: OpaquePointer {
        #if DEBUG
        precondition(pthread_equal(owner, pthread_self()) != 0, "a tensor was used outside of the thread that made it")
        #endif
        return pointer
    }

    /// The tensor that a call of the engine produces.
    static func produced(
        _ operation: StaticString, _ body: (UnsafeMutablePointer<OpaquePointer?>) -> attune_status
    ) throws -> Tensor {
        var result: OpaquePointer?
        try check(body(&result), operation)
        guard let result else { throw EngineError.refused(operation: "\(operation)", reason: "no result") }
        return Tensor(taking: result)
    }

    /// The number of elements along each dimension.
    public var shape: [Int] { (0..<rank).map { Int(attune_tensor_size(handle, Int32($0))) } }
    /// The number of dimensions.
    public var rank: Int { Int(attune_tensor_rank(handle)) }
    /// The number of elements.
    public var elementCount: Int { shape.reduce(1, *) }
    /// The bytes that the elements need.
    public var byteCount: Int { elementCount * dtype.byteCount }
    /// The type of the elements.
    public var dtype: DType { DType(rawValue: attune_tensor_dtype(handle)) ?? .float32 }

    /// Where the elements lie.
    public var device: Device {
        let device = attune_tensor_device(handle)
        return device.kind == 0 ? .cpu : .cuda(Int(device.index))
    }

    /// The number of rows: the size of the first dimension.
    public var rowCount: Int { Int(attune_tensor_size(handle, 0)) }
}
