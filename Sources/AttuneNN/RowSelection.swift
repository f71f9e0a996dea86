public import AttuneTensor

/// The rows of a flat batch that the head reads.
///
/// After the last attention every row is on its own: what nobody reads is left out from there on, forward and backward.
/// Where prompts do not count for the loss, that is most of the last block.
public struct RowSelection {
    private let places: Tensor  // [R]

    /// The rows at `places` of a batch; nil when these are all `count` rows in their order.
    ///
    /// A place may come twice where there is no way back.
    public init?(_ places: [Int32], of count: Int, on device: Device) throws {
        if places.elementsEqual(0..<Int32(count)) { return nil }
        self.places = try Tensor(ids: places, on: device)
    }

    /// [N, D] -> [R, D], a copy.
    public func picked(from rows: Tensor) throws -> Tensor { try rows.selecting(places) }

    /// [R, D] -> [N, D] with zeros in the other rows: the way back of `picked`.
    public func spread(_ rows: Tensor, over count: Int) throws -> Tensor {
        let whole = try Tensor.zeros([count, rows.shape[1]], rows.dtype, on: rows.device)
        try whole.addRows(rows, at: places)
        return whole
    }
}
