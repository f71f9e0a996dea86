public import AttuneErrors

/// A model that cannot be opened.
public enum WeightError: RemediedError, Equatable {
    /// There is nothing at the path.
    case notFound(path: String)
    /// The folder is no model folder.
    case noModel(path: String, missing: String)
    /// A weight is not there.
    case missingTensor(path: String, name: String, nearest: [String])
    /// A tensor has a name that the family does not use.
    case unknownTensor(path: String, name: String)
    /// A weight has another shape than the configuration says.
    case wrongShape(path: String, name: String, expected: [Int], found: [Int])

    /// What is wrong, and where.
    public var problem: String {
        switch self {
        case .notFound(let path): "There is no model at \(path)."
        case .noModel(let path, let missing): "\(path) is no model folder: it has no \(missing)."
        case .missingTensor(let path, let name, _): "\(path) has no tensor named \(name)."
        case .unknownTensor(let path, let name): "\(path) has a tensor \(name), which this family does not use."
        case .wrongShape(let path, let name, let expected, let found):
            "\(path): the tensor \(name) has the shape \(found); the configuration says \(expected)."
        }
    }

    /// What to do about it.
    public var remedy: String {
        switch self {
        case .notFound: "Give a model folder, a .gguf file, or a name that `attune models` lists."
        case .noModel: "Give the folder that holds config.json and model.safetensors."
        case .missingTensor(_, _, let nearest):
            nearest.isEmpty ? "Fetch the model again." : "Closest names: \(nearest.joined(separator: ", "))."
        case .unknownTensor, .wrongShape: "Fetch the model again; its parts do not belong together."
        }
    }
}
