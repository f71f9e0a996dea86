public import AttuneErrors

/// A model configuration that cannot be used.
public enum ConfigurationError: RemediedError, Equatable {
    /// The family is not supported.
    case unsupportedFamily(name: String, supported: [String])
    /// A feature of the configuration is not supported.
    case unsupportedFeature(key: String, value: String, supported: String)
    /// A value is out of range.
    case outOfRange(key: String, value: String, allowed: String)
    /// Two values contradict each other.
    case contradiction(reason: String)
    /// A value is missing or has the wrong type.
    case malformed(reason: String)

    /// What is wrong, and where.
    public var problem: String {
        switch self {
        case .unsupportedFamily(let name, let supported):
            "The model is of the family \(name); supported: \(supported.joined(separator: ", "))."
        case .unsupportedFeature(let key, let value, _): "The model's \(key) is \(value), which is not supported."
        case .outOfRange(let key, let value, let allowed): "The model's \(key) is \(value); possible: \(allowed)."
        case .contradiction(let reason): "The model's configuration contradicts itself: \(reason)."
        case .malformed(let reason): "The model's configuration cannot be read: \(reason)"
        }
    }

    /// What to do about it.
    public var remedy: String {
        switch self {
        case .unsupportedFamily: "Use a model of a supported family; SmolLM2, Llama 1 to 3 and TinyLlama are llama."
        case .unsupportedFeature(_, _, let supported): "Supported: \(supported)."
        case .outOfRange, .contradiction, .malformed: "Fetch the model again, or mend its config.json."
        }
    }
}
