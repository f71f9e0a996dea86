/// How a file stores the elements of a tensor.
public enum StorageType: String, Sendable, CaseIterable {
    /// IEEE double precision.
    case float64
    /// IEEE single precision.
    case float32
    /// IEEE half precision.
    case float16
    /// The upper half of single precision.
    case bfloat16
    /// Signed 64-bit integers.
    case int64
    /// Signed 32-bit integers.
    case int32
    /// Signed 16-bit integers.
    case int16
    /// Signed bytes.
    case int8
    /// Bytes.
    case uint8
    /// Truth values, one byte each.
    case bool
    /// GGUF blocks of 32: a half scale and 4-bit values around 8.
    case q4_0
    /// GGUF blocks of 32: a half scale, a half minimum and 4-bit values.
    case q4_1
    /// GGUF blocks of 32: a half scale and 5-bit values around 16.
    case q5_0
    /// GGUF blocks of 32: a half scale, a half minimum and 5-bit values.
    case q5_1
    /// GGUF blocks of 32: a half scale and signed bytes.
    case q8_0
    /// GGUF blocks of 256 in groups of 16: 4-bit scales and minima, 2-bit values.
    case q2K
    /// GGUF blocks of 256 in groups of 16: 6-bit scales, 3-bit values around 4.
    case q3K
    /// GGUF blocks of 256 in groups of 32: 6-bit scales and minima, 4-bit values.
    case q4K
    /// GGUF blocks of 256 in groups of 32: 6-bit scales and minima, 5-bit values.
    case q5K
    /// GGUF blocks of 256 in groups of 16: 8-bit scales, 6-bit values around 32.
    case q6K

    /// The elements of a block; 1 where every element stands alone.
    public var blockElements: Int {
        switch self {
        case .q4_0, .q4_1, .q5_0, .q5_1, .q8_0: 32
        case .q2K, .q3K, .q4K, .q5K, .q6K: 256
        default: 1
        }
    }

    /// The bytes of a block.
    public var blockBytes: Int {
        switch self {
        case .float64, .int64: 8
        case .float32, .int32: 4
        case .float16, .bfloat16, .int16: 2
        case .int8, .uint8, .bool: 1
        case .q4_0: 18
        case .q4_1: 20
        case .q5_0: 22
        case .q5_1: 24
        case .q8_0: 34
        case .q2K: 84
        case .q3K: 110
        case .q4K: 144
        case .q5K: 176
        case .q6K: 210
        }
    }

    /// Whether weights can be stored this way.
    public var isFloating: Bool {
        switch self {
        case .int64, .int32, .int16, .int8, .uint8, .bool: false
        default: true
        }
    }

    /// The bytes of `elements` elements; nil when they do not fill whole blocks or the size overflows.
    public func byteCount(elements: Int) -> Int? {
        guard elements >= 0, elements % blockElements == 0 else { return nil }
        let (bytes, overflow) = (elements / blockElements).multipliedReportingOverflow(by: blockBytes)
        return overflow ? nil : bytes
    }
}
