internal import CAttuneTorch

// Views alias their tensor: writing to one writes to the other.
extension Tensor {
    /// The same elements in another shape; aliases.
    ///
    /// One dimension may be -1.
    public func view(_ shape: [Int]) throws -> Tensor {
        try Tensor.produced("view") { attune_tensor_view(handle, shape.map(Int64.init), Int32(shape.count), $0) }
    }

    /// `length` entries of a dimension from `start`; aliases.
    ///
    /// Along dimension 0 the result stays contiguous.
    public func narrowed(_ dimension: Int = 0, from start: Int, count: Int) throws -> Tensor {
        try Tensor.produced("narrow") {
            attune_tensor_narrow(handle, Int32(dimension), Int64(start), Int64(count), $0)
        }
    }

    /// Two dimensions swapped; aliases.
    public func transposed(_ a: Int = 0, _ b: Int = 1) throws -> Tensor {
        try Tensor.produced("transpose") { attune_tensor_transpose(handle, Int32(a), Int32(b), $0) }
    }

    /// Dimensions of size 1 repeated without copying; aliases.
    public func expanded(_ shape: [Int]) throws -> Tensor {
        try Tensor.produced("expand") { attune_tensor_expand(handle, shape.map(Int64.init), Int32(shape.count), $0) }
    }

    /// The same elements row-major without gaps; a copy only when needed.
    public func contiguous() throws -> Tensor {
        try Tensor.produced("contiguous") { attune_tensor_contiguous(handle, $0) }
    }

    /// The same numbers in another type; the tensor itself when it has that type.
    public func converted(to dtype: DType) throws -> Tensor { try moved(to: device, as: dtype) }

    /// The same numbers on a device, in a type; aliases when nothing changes.
    public func moved(to device: Device, as dtype: DType? = nil) throws -> Tensor {
        let type = dtype ?? self.dtype
        return try Tensor.produced("conversion") { attune_tensor_to(handle, type.rawValue, device.handle, $0) }
    }

    /// A copy with its own memory.
    public func cloned() throws -> Tensor { try Tensor.produced("clone") { attune_tensor_clone(handle, $0) } }

    /// Tensors joined along a dimension; a copy.
    public static func joined(_ tensors: [Tensor], along dimension: Int = 0) throws -> Tensor {
        let handles: [OpaquePointer?] = tensors.map(\.handle)
        return try handles.withUnsafeBufferPointer { list in
            try produced("join") {
                attune_tensor_cat(list.baseAddress, Int32(list.count), Int32(dimension), $0)
            }
        }
    }

    /// The entries of a dimension that `index` (int64) names; a copy.
    public func selecting(_ index: Tensor, along dimension: Int = 0) throws -> Tensor {
        try Tensor.produced("selection") { attune_tensor_index_select(handle, Int32(dimension), index.handle, $0) }
    }

    /// One entry of a dimension for each entry of `index` (int64); a copy.
    public func gathered(_ index: Tensor, along dimension: Int) throws -> Tensor {
        try Tensor.produced("gather") { attune_tensor_gather(handle, Int32(dimension), index.handle, $0) }
    }
}
