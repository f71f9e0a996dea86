public import AttuneErrors

/// What is wrong with a GGUF file.
public enum GGUFError: RemediedError, Equatable {
    /// The file does not begin with GGUF.
    case notGGUF(path: String)
    /// The version is not 2 or 3, or the byte order is foreign.
    case unsupportedVersion(path: String, version: UInt32)
    /// The file ends inside of something.
    case truncated(path: String, what: String, offset: Int)
    /// A count or length is more than the file can hold.
    case tooMany(path: String, what: String, count: UInt64)
    /// An entry breaks a rule of the format.
    case badEntry(path: String, name: String, reason: String)
    /// A metadata value is needed and not there, or has another type.
    case badMetadata(path: String, key: String, reason: String)

    public var problem: String {
        switch self {
        case .notGGUF(let path): "\(path) is no GGUF file."
        case .unsupportedVersion(let path, let version):
            "\(path) is GGUF version \(version); versions 2 and 3 in little-endian order can be read."
        case .truncated(let path, let what, let offset): "\(path) ends at byte \(offset), inside of \(what)."
        case .tooMany(let path, let what, let count): "\(path) claims \(count) \(what), more than the file can hold."
        case .badEntry(let path, let name, let reason): "\(path): \(name): \(reason)."
        case .badMetadata(let path, let key, let reason): "\(path): the metadata \(key) \(reason)."
        }
    }

    public var remedy: String {
        switch self {
        case .notGGUF, .unsupportedVersion: "Give a GGUF file of version 2 or 3, or a Hugging Face model folder."
        case .truncated, .tooMany, .badEntry: "Fetch the file again; the copy is cut short or altered."
        case .badMetadata: "Use a GGUF file that llama.cpp's converter has written."
        }
    }
}
