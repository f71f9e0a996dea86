public import AttuneErrors

/// What is wrong with a GGUF file.
public enum GGUFError: RemediedError, Equatable {
    /// The file does not begin with GGUF.
    case notGGUF(path: String)
    /// The version is not 2 or 3, or the byte order is foreign.
    case unsupportedVersion(path: String, version: UInt32)
    /// The file ends inside of something.
    case truncated(path: String, what: String, offset: Int)
    /// A count or length is more than the file can hold or a model can need.
    case tooMany(path: String, what: String, count: UInt64)
    /// An entry breaks a rule of the format.
    case badEntry(path: String, name: String, reason: String)
    /// A tensor is stored in a way that cannot be decoded.
    case unsupportedType(path: String, name: String, code: UInt32)
    /// A metadata value is needed and not there, or has another type.
    case badMetadata(path: String, key: String, reason: String)

    /// What is wrong, and where.
    public var problem: String {
        switch self {
        case .notGGUF(let path): "\(path) is no GGUF file."
        case .unsupportedVersion(let path, let version):
            "\(path) is GGUF version \(version); versions 2 and 3 in little-endian order can be read."
        case .truncated(let path, let what, let offset): "\(path) ends at byte \(offset), inside of \(what)."
        case .tooMany(let path, let what, let count):
            "\(path) claims \(count) \(what), more than the file can hold or a model can need."
        case .badEntry(let path, let name, let reason): "\(path): \(name): \(reason)."
        case .unsupportedType(let path, let name, let code):
            "\(path): the tensor \(name) has the type \(code), which is not supported."
        case .badMetadata(let path, let key, let reason): "\(path): the metadata \(key) \(reason)."
        }
    }

    /// What to do about it.
    public var remedy: String {
        switch self {
        case .notGGUF, .unsupportedVersion: "Give a GGUF file of version 2 or 3, or a Hugging Face model folder."
        case .truncated, .tooMany, .badEntry: "Fetch the file again; the copy is cut short or altered."
        case .unsupportedType:
            "Use a file in F32, F16, BF16, Q8_0, Q6_K, Q5_K, Q5_1, Q5_0, Q4_K, Q4_1, Q4_0, Q3_K or Q2_K."
        case .badMetadata: "Use a GGUF file that llama.cpp's converter has written."
        }
    }
}
