public import AttuneErrors

/// What can be wrong with a recipe.
public enum RecipeError: RemediedError, Equatable {
    /// The file cannot be read.
    case unreadable(path: String, reason: String)
    /// The file is larger than any recipe.
    case tooLarge(path: String, bytes: Int, limit: Int)
    /// The file is not UTF-8.
    case notText(path: String)
    /// The text is not YAML, or uses a part of YAML that recipes do without.
    case syntax(place: RecipePlace, problem: String, remedy: String)
    /// A key stands twice in one map.
    case duplicateKey(place: RecipePlace, key: String)
    /// No field has this name here.
    case unknownKey(place: RecipePlace, key: String, hint: RecipeKeyHint)
    /// A field without default is not set.
    case missingKey(place: RecipePlace, key: String, meaning: String)
    /// The value has another shape than the field.
    case wrongType(place: RecipePlace, key: String, expected: String, found: String)
    /// The number, or the count, lies outside what the field takes.
    case outOfRange(place: RecipePlace, key: String, expected: String, found: String)
    /// The word is none of the field's.
    case unknownChoice(place: RecipePlace, key: String, found: String, choices: [String], note: String?)
    /// Two settings exclude each other, or one needs another.
    case conflict(place: RecipePlace, key: String, problem: String, remedy: String)
    /// An argument is not of the form `key.path=value` or `~key.path`.
    case malformedArgument(argument: String, problem: String)
    /// A file that the recipe names is not there.
    case missingInput(key: String, path: String, fetchable: String?)
    /// The Hugging Face cache has the model that the recipe names, but not in a usable form.
    case unusableInput(place: RecipePlace, key: String, reason: HubCacheError)
}

/// What was probably meant by an unknown key.
public enum RecipeKeyHint: Sendable, Equatable {
    /// The same word of another tool, or a key that stands elsewhere.
    case moved(String)
    /// Keys that are spelt alike.
    case nearest([String])
    /// Nothing comes close; these are the keys that exist here.
    case known([String])
}

extension RecipeError {
    /// The recipe is wrong: exit code 2.
    public var failureKind: FailureKind { .usage }

    /// What is wrong, with file, line, column and key.
    public var problem: String {
        switch self {
        case .unreadable(let path, let reason): "\(path): the recipe cannot be read: \(reason)."
        case .tooLarge(let path, let bytes, let limit):
            "\(path): at least \(bytes) bytes; a recipe has at most \(limit)."
        case .notText(let path): "\(path): the recipe is not UTF-8 text."
        case .syntax(let place, let problem, _): "\(place): \(problem)."
        case .duplicateKey(let place, let key): "\(place): the key \(key) stands twice in the same map."
        case .unknownKey(let place, let key, _): "\(place): there is no key \(key)."
        case .missingKey(let place, let key, _): "\(place): the key \(key) is missing."
        case .wrongType(let place, let key, let expected, let found):
            "\(place): \(key) has to be \(expected), not \(found)."
        case .outOfRange(let place, let key, let expected, let found):
            "\(place): \(key) has to be \(expected), not \(found)."
        case .unknownChoice(let place, let key, let found, _, _): "\(place): \(key) cannot be \(found)."
        case .conflict(let place, let key, let problem, _): "\(place): \(key): \(problem)."
        case .malformedArgument(let argument, let problem): "argument \(argument): \(problem)."
        case .missingInput(let key, let path, _):
            "\(key): \(path) does not exist, and nothing in the cache has that name."
        case .unusableInput(let place, let key, let reason): "\(place): \(key): \(reason.problem)"
        }
    }

    /// What to write instead.
    public var remedy: String {
        switch self {
        case .unreadable: "Check the path and that you may read the file."
        case .tooLarge: "Keep data out of the recipe, and name its files under data.train."
        case .notText: "Save the file as UTF-8."
        case .syntax(_, _, let remedy), .conflict(_, _, _, let remedy): remedy
        case .duplicateKey: "Keep one of the two."
        case .unknownKey(_, _, let hint): hint.sentence
        case .missingKey(_, let key, let meaning): "Add \(key): \(meaning)"
        case .wrongType(_, _, let expected, let found) where found.hasPrefix("the quoted text"):
            "Write \(expected) without quotes."
        case .wrongType(_, let key, let expected, _), .outOfRange(_, let key, let expected, _):
            "Set \(key) to \(expected), or remove the key to get its default."
        case .unknownChoice(_, _, let found, let choices, let note): choiceRemedy(found, choices, note)
        case .malformedArgument: "Write key.path=value to set a field (training.epochs=2), ~key.path to reset it."
        case .unusableInput(_, _, let reason): reason.remedy
        case .missingInput("model.path", _, let name):
            "Give a model folder, a .gguf file, or a name that `attune models` lists, such as org/name in the Hugging Face "
                + "cache." + fetching(name)
        case .missingInput(_, _, let name): "Check the path; it starts at the recipe's folder." + fetching(name)
        }
    }

    private func fetching(_ name: String?) -> String { name.map { " Or get it: scripts/fetch \($0)" } ?? "" }

    private func choiceRemedy(_ found: String, _ choices: [String], _ note: String?) -> String {
        let close = nearestNames(to: found.lowercased(), among: choices, limit: 1).first
        let advice = close.map { "Did you mean \($0)? " } ?? ""
        return advice + "Write one of: \(choices.joined(separator: ", "))." + (note.map { " " + $0 } ?? "")
    }
}

extension RecipeKeyHint {
    var sentence: String {
        switch self {
        case .moved(let path): "In a recipe that is \(path)."
        case .nearest(let names): "Did you mean \(names.joined(separator: " or "))?"
        case .known(let names): "The keys here are: \(names.joined(separator: ", "))."
        }
    }
}
