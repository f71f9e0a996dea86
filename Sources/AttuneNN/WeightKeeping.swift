internal import AttuneTensor

/// How a weight is kept beside its rounding to the compute type.
public enum WeightKeeping: Sendable, Equatable, CaseIterable {
    /// The rounding alone: enough for a weight that does not train.
    case rounded
    /// Every bit of the float32 weight, in 16 more bits.
    case exact
    /// A weight of 24 bits, in 8 more.
    case shortened

    /// Memory for what the rounding of `value` cuts off.
    func remainder(of value: Tensor) throws -> Tensor? {
        switch self {
        case .rounded: nil
        case .exact: try .empty(value.shape, .int16, on: value.device)
        case .shortened: try .empty(value.shape, .uint8, on: value.device)
        }
    }

    /// What stands there for a weight that is its own rounding.
    var nothing: Double { self == .shortened ? 128 : 0 }
}
