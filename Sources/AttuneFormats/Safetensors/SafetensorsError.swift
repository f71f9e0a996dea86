public import AttuneErrors

/// What is wrong with a safetensors file.
public enum SafetensorsError: RemediedError, Equatable {
    /// The file is too short for the length of its header.
    case headerTooSmall(path: String, fileBytes: Int)
    /// The header is longer than the limit or than the file.
    case headerTooLarge(path: String, headerBytes: UInt64, most: Int)
    /// The header breaks a rule of the format.
    case badHeader(path: String, reason: String)
    /// A tensor's description breaks a rule of the format.
    case badTensor(path: String, name: String, reason: String)
    /// The tensors do not fill the file exactly, one behind the other.
    case badLayout(path: String, name: String, expectedStart: Int, foundStart: Int)
    /// The header promises another size.
    case wrongSize(path: String, expectedBytes: Int, foundBytes: Int)

    /// What is wrong, and where.
    public var problem: String {
        switch self {
        case .headerTooSmall(let path, let bytes): "\(path) has \(bytes) bytes, too few for a safetensors header."
        case .headerTooLarge(let path, let bytes, let most):
            "\(path): the header claims \(bytes) bytes; at most \(most) are possible."
        case .badHeader(let path, let reason): "\(path): the header is broken: \(reason)"
        case .badTensor(let path, let name, let reason): "\(path): the tensor \(name) is described wrongly: \(reason)."
        case .badLayout(let path, let name, let expected, let found):
            "\(path): the tensor \(name) starts at byte \(found) of the data, the one before ends at \(expected)."
        case .wrongSize(let path, let expected, let found):
            "\(path): the header promises \(expected) bytes, the file has \(found)."
        }
    }

    /// What to do about it.
    public var remedy: String { "Fetch the file again; the copy is cut short, altered or no safetensors file." }
}
