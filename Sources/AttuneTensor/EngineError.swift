public import AttuneErrors
internal import CAttuneTorch

/// A failure inside the tensor engine.
public enum EngineError: RemediedError, Equatable {
    /// The engine refused an operation; `reason` is its own message.
    case refused(operation: String, reason: String)
    /// The engine could not get memory.
    case outOfMemory(operation: String, reason: String)
    /// Two shapes that had to agree do not.
    case shapeMismatch(operation: String, expected: [Int], found: [Int])
    /// A device that was named is not there.
    case missingDevice(name: String, available: [String])

    /// What is wrong, and where.
    public var problem: String {
        switch self {
        case .refused(let operation, let reason): "The engine refused \(operation): \(reason)"
        case .outOfMemory(let operation, let reason): "Memory ran out during \(operation): \(reason)"
        case .shapeMismatch(let operation, let expected, let found):
            "\(operation): expected the shape \(expected), found \(found)."
        case .missingDevice(let name, let available):
            "There is no device \(name); this machine has \(available.joined(separator: ", "))."
        }
    }

    /// What to do about it.
    public var remedy: String {
        switch self {
        case .refused, .shapeMismatch:
            "This is a mistake in Attune, not in your files: report it with the command that led here."
        case .outOfMemory:
            "Set `model.activations: recompute`, lower `training.micro_batch_tokens` or `data.max_length`, "
                + "or use a smaller model."
        case .missingDevice: "Name one of the devices above."
        }
    }

    /// Which exit code the failure belongs to.
    public var failureKind: FailureKind {
        if case .outOfMemory = self { .outOfMemory } else { .runtime }
    }
}

/// Throws the engine's last message when a call did not succeed.
@inline(__always)
func check(_ status: attune_status, _ operation: StaticString) throws {
    guard status != ATTUNE_OK else { return }
    let reason = String(cString: attune_error_message())
    if status == ATTUNE_OUT_OF_MEMORY { throw EngineError.outOfMemory(operation: "\(operation)", reason: reason) }
    throw EngineError.refused(operation: "\(operation)", reason: reason)
}
