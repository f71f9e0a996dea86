internal import CAttuneTorch

/// The type of a tensor's elements.
public enum DType: Int32, Sendable, CaseIterable {
    /// IEEE single precision.
    case float32 = 0
    /// The upper half of single precision: 8 bits of exponent, 7 of fraction.
    case bfloat16 = 1
    /// IEEE half precision.
    case float16 = 2
    /// IEEE double precision.
    case float64 = 3
    /// Signed 64-bit integers.
    case int64 = 4
    /// Signed 32-bit integers.
    case int32 = 5
    /// Signed 16-bit integers.
    case int16 = 6
    /// Bytes.
    case uint8 = 7
    /// Truth values, one byte each.
    case bool = 8

    /// The bytes of one element.
    public var byteCount: Int {
        switch self {
        case .float64, .int64: 8
        case .float32, .int32: 4
        case .bfloat16, .float16, .int16: 2
        case .uint8, .bool: 1
        }
    }

    /// The name that Hugging Face configurations use.
    public var name: String { "\(self)" }
}

/// Where a tensor lives.
public enum Device: Sendable, Equatable, CustomStringConvertible {
    /// Main memory.
    case cpu
    /// The CUDA device of this index.
    case cuda(Int)

    /// The text that people read.
    public var description: String {
        switch self {
        case .cpu: "cpu"
        case .cuda(let index): "cuda:\(index)"
        }
    }

    var handle: attune_device {
        switch self {
        case .cpu: attune_device(kind: 0, index: 0)
        case .cuda(let index): attune_device(kind: 1, index: Int32(index))
        }
    }
}
