internal import CAttuneTorch

extension Tensor {
    /// A tensor whose elements are not set yet.
    public static func empty(_ shape: [Int], _ dtype: DType, on device: Device = .cpu) throws -> Tensor {
        try produced("allocation") {
            attune_tensor_empty(shape.map(Int64.init), Int32(shape.count), dtype.rawValue, device.handle, $0)
        }
    }

    /// A tensor with the same value everywhere.
    public static func full(_ shape: [Int], _ value: Double, _ dtype: DType, on device: Device = .cpu) throws -> Tensor
    {
        try produced("allocation") {
            attune_tensor_full(shape.map(Int64.init), Int32(shape.count), value, dtype.rawValue, device.handle, $0)
        }
    }

    /// A tensor of zeros.
    public static func zeros(_ shape: [Int], _ dtype: DType, on device: Device = .cpu) throws -> Tensor {
        try full(shape, 0, dtype, on: device)
    }

    /// A copy of row-major bytes.
    ///
    /// - Throws: `EngineError.refused` when the bytes do not fill the shape.
    public static func copying(
        _ bytes: UnsafeRawBufferPointer, _ shape: [Int], _ dtype: DType, on device: Device = .cpu
    ) throws -> Tensor {
        try produced("copying") {
            attune_tensor_from_bytes(
                bytes.baseAddress, Int64(bytes.count), shape.map(Int64.init), Int32(shape.count), dtype.rawValue,
                device.handle, $0)
        }
    }

    /// float32 elements from an array.
    public convenience init(_ values: [Float], _ shape: [Int]? = nil, on device: Device = .cpu) throws {
        try self.init(array: values, shape ?? [values.count], .float32, device)
    }

    /// int64 elements from an array of token ids or positions.
    public convenience init(ids: [Int32], on device: Device = .cpu) throws {
        try self.init(array: ids.map(Int64.init), [ids.count], .int64, device)
    }

    private convenience init<Element: BitwiseCopyable>(
        array: [Element], _ shape: [Int], _ dtype: DType, _ device: Device
    ) throws {
        var result: OpaquePointer?
        let status = array.withUnsafeBytes {
            attune_tensor_from_bytes(
                $0.baseAddress, Int64($0.count), shape.map(Int64.init), Int32(shape.count), dtype.rawValue,
                device.handle, &result)
        }
        try check(status, "copying")
        guard let result else { throw EngineError.refused(operation: "copying", reason: "no result") }
        self.init(taking: result)
    }

    /// The elements, converted to float32.
    public func floats() throws -> [Float] {
        let plain = try converted(to: .float32)
        var values = [Float](repeating: 0, count: elementCount)
        try values.withUnsafeMutableBytes { try plain.copyBytes(to: $0) }
        return values
    }

    /// The elements, converted to integers.
    public func integers() throws -> [Int] {
        let plain = try converted(to: .int64)
        var values = [Int](repeating: 0, count: elementCount)
        try values.withUnsafeMutableBytes { try plain.copyBytes(to: $0) }
        return values
    }

    /// The single element of a tensor with one element.
    public func item() throws -> Double {
        var value = 0.0
        try check(attune_tensor_item(handle, &value), "reading a value")
        return value
    }

    /// Copies the elements row-major into memory of exactly their size.
    public func copyBytes(to destination: UnsafeMutableRawBufferPointer) throws {
        try check(
            attune_tensor_copy_bytes(handle, destination.baseAddress, Int64(destination.count)), "reading a tensor")
    }

    /// Gives the elements' own memory to `body`; for contiguous tensors in main memory.
    ///
    /// - Throws: `EngineError.refused` for any other tensor.
    public func withMutableBytes<Result>(_ body: (UnsafeMutableRawBufferPointer) throws -> Result) throws -> Result {
        guard elementCount > 0 else { return try body(UnsafeMutableRawBufferPointer(start: nil, count: 0)) }
        guard let address = attune_tensor_data(handle) else {
            throw EngineError.refused(operation: "direct access", reason: "the tensor is not contiguous in main memory")
        }
        return try body(UnsafeMutableRawBufferPointer(start: address, count: byteCount))
    }
}
