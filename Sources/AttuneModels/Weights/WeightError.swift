public import AttuneErrors

/// A model that cannot be opened.
public enum WeightError: RemediedError, Equatable {
    /// There is nothing at the path.
    case notFound(path: String)
    /// The folder is no model folder.
    case noModel(path: String, missing: String)
    /// A weight is not there.
    case missingTensor(path: String, name: String, nearest: [String])
    /// Tensors have names that the family does not use.
    case unknownTensors(path: String, family: String, names: [String])
    /// A weight has another shape than the configuration says.
    case wrongShape(path: String, name: String, expected: [Int], found: [Int])
    /// The tokenizer has tokens without a row in the token table.
    case fewerRowsThanTokens(path: String, rows: Int, tokens: Int)
    /// Weights are NaN or infinite.
    case nonFinite(path: String, tensors: [NonFiniteTensor])

    /// What is wrong, and where.
    public var problem: String {
        switch self {
        case .notFound(let path): "There is no model at \(path)."
        case .noModel(let path, let missing): "\(path) is no model folder: it has no \(missing)."
        case .missingTensor(let path, let name, _): "\(path) has no tensor named \(name)."
        case .unknownTensors(let path, let family, let names):
            "\(path) has \(names.count == 1 ? "a tensor" : "\(names.count) tensors") that the family \(family) does not use: "
                + names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " and \(names.count - 3) more." : ".")
        case .wrongShape(let path, let name, let expected, let found):
            "\(path): the tensor \(name) has the shape \(found); the configuration says \(expected)."
        case .fewerRowsThanTokens(let path, let rows, let tokens):
            "\(path): the tokenizer has \(tokens) tokens, the token table \(rows) rows."
        case .nonFinite(let path, let tensors):
            "\(path): " + tensors.prefix(3).map(\.description).joined(separator: ", ")
                + (tensors.count > 3 ? " and in \(tensors.count - 3) more tensors." : ".")
        }
    }

    /// What to do about it.
    public var remedy: String {
        switch self {
        case .notFound: "Give a model folder, a .gguf file, or a name that `attune models` lists."
        case .noModel: "Give the folder that holds config.json and model.safetensors."
        case .missingTensor(_, _, let nearest):
            nearest.isEmpty ? "Fetch the model again." : "Closest names: \(nearest.joined(separator: ", "))."
        case .nonFinite: "Fetch the model again; what is stored like this cannot be trained."
        case .fewerRowsThanTokens: "Use the tokenizer.json that belongs to the model."
        case .unknownTensors(_, let family, _):
            "It is probably of another architecture, or a variant of \(family) that Attune does not cover; use a model "
                + "without these tensors. If it should be a plain \(family) model, fetch it again."
        case .wrongShape: "Fetch the model again; its parts do not belong together."
        }
    }

    /// A model that is not there was named wrongly; everything else is the files' fault.
    public var failureKind: FailureKind {
        if case .notFound = self { .usage } else { .runtime }
    }
}

/// A tensor with weights that are no finite numbers.
public struct NonFiniteTensor: Sendable, Equatable, CustomStringConvertible {
    /// The name in a checkpoint.
    public let name: String
    /// How many of its weights are NaN or infinite.
    public let count: Int
    /// All its weights.
    public let elementCount: Int

    /// The finding on one line.
    public var description: String { "\(count) of the \(elementCount) weights of \(name) are NaN or infinite" }
}
