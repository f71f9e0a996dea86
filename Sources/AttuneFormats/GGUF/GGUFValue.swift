/// A metadata value of a GGUF file.
public enum GGUFValue: Sendable, Equatable {
    /// Any of the integer types.
    case integer(Int64)
    /// An unsigned 64-bit value beyond the signed range.
    case unsigned(UInt64)
    /// Either of the floating-point types.
    case number(Double)
    /// A truth value.
    case bool(Bool)
    /// A string; bytes, because token texts need not be valid UTF-8.
    case string([UInt8])
    /// An array.
    case array([GGUFValue])

    /// The text of a string with valid UTF-8.
    public var text: String? {
        guard case .string(let bytes) = self else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    /// The integer, when it is one.
    public var integer: Int? {
        guard case .integer(let value) = self else { return nil }
        return Int(value)
    }

    /// The number; integers count.
    public var number: Double? {
        switch self {
        case .number(let value): value
        case .integer(let value): Double(value)
        default: nil
        }
    }
}
