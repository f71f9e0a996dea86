public import AttuneErrors

/// An adapter that cannot be made, read or used.
public enum AdapterError: RemediedError, Equatable {
    /// No linear layer has this name or matches this pattern.
    case noTarget(target: String, nearest: [String], known: [String])
    /// Not a regular expression.
    case badPattern(pattern: String)
    /// The folder lacks a file.
    case missingFile(folder: String, file: String)
    /// The configuration asks for something that is not done here.
    case unsupported(path: String, key: String, value: String)
    /// A number of the configuration is out of its range.
    case badNumber(path: String, key: String, allowed: String)
    /// The file holds no adapter at all.
    case empty(path: String)
    /// A tensor that belongs to no adapter, or to no layer of the model.
    case unknownTensor(path: String, name: String)
    /// An adapter with one matrix of two.
    case incomplete(path: String, module: String)
    /// A matrix of another size than layer and rank ask for.
    case wrongShape(path: String, name: String, expected: [Int], found: [Int])
    /// The base model that the adapter names is not there.
    case noBase(path: String, base: String)
    /// The folder to make is there already.
    case outputExists(path: String)
    /// An adapter where a whole model is needed.
    case notAModel(path: String)

    /// What is wrong, and where.
    public var problem: String {
        switch self {
        case .noTarget(let target, _, _): "No linear layer of the model is meant by target_modules: \(shown(target))."
        case .badPattern(let pattern): "target_modules is not a regular expression: \(shown(pattern))."
        case .missingFile(let folder, let file): "\(folder) has no \(file)."
        case .unsupported(let path, let key, let value):
            "\(path): Attune does not do \(key): \(shown(value)), so the adapter would compute something else here."
        case .badNumber(let path, let key, let allowed): "\(path): \(key) must be \(allowed)."
        case .empty(let path): "\(path) holds no LoRA matrix."
        case .unknownTensor(let path, let name):
            "\(path): \(shown(name)) is no LoRA matrix of a layer of the base model."
        case .incomplete(let path, let module): "\(path): \(shown(module)) has one of its two matrices only."
        case .wrongShape(let path, let name, let expected, let found):
            "\(path): \(shown(name)) has shape \(found); the base model and the rank ask for \(expected)."
        case .noBase(let path, let base): "The base model of the adapter \(path) is not there: \(shown(base))."
        case .outputExists(let path): "\(path) is there already, and nothing is overwritten."
        case .notAModel(let path): "\(path) is an adapter, and a whole model is needed here."
        }
    }

    /// What to do about it.
    public var remedy: String {
        switch self {
        case .noTarget(_, let nearest, let known):
            nearest.isEmpty
                ? "The layers' names end in: \(known.joined(separator: ", ")); all-linear means all of them."
                : "Did you mean \(nearest.joined(separator: " or "))?"
        case .badPattern: "Write one that matches whole names, or a list such as [q_proj, v_proj]."
        case .missingFile: "Name the folder that PEFT or Attune saved the adapter in."
        case .unsupported: "Merge it with the library that made it, and use the merged model."
        case .badNumber, .incomplete, .empty: "The file is damaged or was edited; save the adapter again."
        case .unknownTensor, .wrongShape: "Name the base model that the adapter was trained on with --base."
        case .noBase: "Name it with --base, a folder or a name that `attune models` lists."
        case .outputExists: "Name another folder, or move that one aside."
        case .notAModel: "Merge it first: attune merge BASE ADAPTER OUT."
        }
    }

    /// What a person chose is a usage error; a file's fault is one of data.
    public var failureKind: FailureKind {
        switch self {
        case .noTarget, .badPattern, .noBase, .outputExists, .notAModel: .usage
        default: .data
        }
    }

    /// A name out of a file, not too long for a message.
    private func shown(_ text: String) -> String {
        let most = 120
        return text.unicodeScalars.count > most ? String(text.unicodeScalars.prefix(most)) + "..." : text
    }
}
