/// What becomes of one key of a foreign file.
enum ImportRule: Sendable {
    /// The value stands under this key of the recipe.
    case same(String)
    /// The value's word becomes another word under this key of the recipe.
    case word(String, [String: String])
    /// `true` sets this key of the recipe to this value; `false` is Attune's way already.
    case flag(String, whenTrue: String, whenFalse: String? = nil)
    /// Attune has nothing like it, or does it in its own way.
    case leave(String)
    /// Attune can do without it while the value is one of these; otherwise the file asks for something else.
    case only([String], String)
    /// Anything else.
    case custom(@Sendable (inout ImportDraft, ForeignValue) throws(RecipeImportError) -> Void)

    func apply(to draft: inout ImportDraft, _ value: ForeignValue) throws(RecipeImportError) {
        switch self {
        case .same(let key): draft.set(key, value)
        case .word(let key, let words):
            guard let word = words[value.text.lowercased()] else {
                return draft.leave(value, "Attune has no such choice for \(key)")
            }
            draft.set(key, value, as: word)
        case .flag(let key, let whenTrue, let whenFalse):
            switch (value.flag, whenFalse) {
            case (true?, _): draft.set(key, value, as: whenTrue)
            case (false?, let text?): draft.set(key, value, as: text)
            case (false?, nil): draft.leave(value, "Attune does not do it either")
            case (nil, _): draft.leave(value, "it is neither true nor false")
            }
        case .leave(let reason): draft.leave(value, reason)
        case .only(let accepted, let reason):
            guard accepted.contains(value.text.lowercased()) else {
                throw .notFullFineTuning(
                    place: value.node.place, key: value.key, found: value.node.summary, reason: reason)
            }
            draft.leave(value, "it is what Attune does")
        case .custom(let body): try body(&draft, value)
        }
    }
}

/// A value of a foreign file with its dotted key.
struct ForeignValue: Sendable {
    let key: String
    let node: RecipeNode

    /// The text of a scalar; empty for lists and maps.
    var text: String { if case .scalar(let text, _) = node.content { text } else { "" } }
    /// A truth value in YAML 1.1's words, as Python's parsers read them.
    var flag: Bool? {
        switch text.lowercased() {
        case "true", "yes", "on": true
        case "false", "no", "off": false
        default: nil
        }
    }
    /// The texts of a list of scalars.
    var listed: [String] {
        guard case .list(let elements) = node.content else { return [] }
        return elements.compactMap { if case .scalar(let text, _) = $0.content { text } else { nil } }
    }
    /// The last part of the key.
    var name: String { key.split(separator: ".").last.map(String.init) ?? key }
    /// The text of a whole number without a point, such as 500 for 500.0; other texts as they are.
    var wholeText: String { number.flatMap { Int(exactly: $0) }.map(String.init) ?? text }
    /// A finite number.
    var number: Double? { Double(text).flatMap { $0.isFinite ? $0 : nil } }
}
