internal import AttuneText

/// How one sort of value is read from a recipe and written back.
struct RecipeKind<Value: Sendable>: Sendable {
    let shape: ValueShape
    let read: @Sendable (RecipeNode, RecipeScope) throws(RecipeError) -> Value
    let write: @Sendable (Value) -> RecipeNode.Content
}

/// Where the reader stands: the key path for errors, and the folders for relative paths.
struct RecipeScope: Sendable {
    /// The dotted path of the value that is being read.
    var key = ""
    /// How texts that name files become paths.
    var paths: RecipePaths?

    /// The scope of a key, or of the element at an index, inside this one.
    func inside(_ name: String) -> RecipeScope {
        RecipeScope(key: key.isEmpty ? name : "\(key).\(name)", paths: paths)
    }
}

extension RecipeNode {
    func wrongType(_ scope: RecipeScope, _ expected: String) -> RecipeError {
        .wrongType(place: place, key: scope.key, expected: expected, found: summary)
    }

    /// The text of a plain scalar, which may be a number or a word.
    func plainText(_ scope: RecipeScope, _ expected: String) throws(RecipeError) -> String {
        guard case .scalar(let text, isPlain: true) = content, !isNull else { throw wrongType(scope, expected) }
        return text
    }

    /// Any scalar's text as it was written: `no` is the text no.
    func text(_ scope: RecipeScope) throws(RecipeError) -> String {
        guard case .scalar(let text, _) = content, !isNull else { throw wrongType(scope, "a text") }
        return text
    }
}

extension RecipeKind where Value == String {
    /// Any text that is not empty.
    static let text = RecipeKind(
        shape: .text,
        read: { (node, scope) throws(RecipeError) in
            let text = try node.text(scope)
            guard !text.isEmpty else { throw node.wrongType(scope, "a text that is not empty") }
            return text
        },
        write: { .scalar($0, isPlain: false) })

    /// Any text, also none.
    static let freeText = RecipeKind(
        shape: .text, read: { (node, scope) throws(RecipeError) in try node.text(scope) },
        write: { .scalar($0, isPlain: false) })

    /// A text that names a file or folder.
    static func path(_ role: RecipePaths.Role) -> RecipeKind {
        RecipeKind(
            shape: .text,
            read: { (node, scope) throws(RecipeError) in
                let path = try RecipeKind.text.read(node, scope)
                guard !path.utf8.contains(0) else { throw node.wrongType(scope, "a path without a zero byte") }
                guard let paths = scope.paths else { return path }
                do throws(HubCacheError) { return try paths.resolve(path, role, writtenAt: node.place) } catch {
                    throw .unusableInput(place: node.place, key: scope.key, reason: error)
                }
            },
            write: { .scalar($0, isPlain: false) })
    }
}

extension RecipeKind where Value == TemplateTime {
    /// A day of the calendar.
    static let date = RecipeKind(
        shape: .date,
        read: { (node, scope) throws(RecipeError) in
            guard let time = TemplateTime(date: try node.text(scope)) else {
                throw node.wrongType(scope, ValueShape.date.description)
            }
            return time
        },
        write: { .scalar($0.date, isPlain: false) })
}

extension RecipeKind where Value == Bool {
    /// `true` or `false`; what YAML 1.1 also took for one is refused.
    static let flag = RecipeKind(
        shape: .flag,
        read: { (node, scope) throws(RecipeError) in
            switch try node.plainText(scope, "true or false") {
            case "true", "True", "TRUE": return true
            case "false", "False", "FALSE": return false
            default: throw node.wrongType(scope, "true or false")
            }
        },
        write: { .plain($0 ? "true" : "false") })
}

extension RecipeKind where Value == [String: String] {
    /// A map of names to names.
    static let texts = RecipeKind(
        shape: .texts,
        read: { (node, scope) throws(RecipeError) in
            guard case .map(let members) = node.content else { throw node.wrongType(scope, "a map of names to names") }
            var texts: [String: String] = [:]
            for member in members {
                texts[member.key] = try RecipeKind<String>.text.read(member.value, scope.inside(member.key))
            }
            return texts
        },
        write: { texts in
            .map(
                texts.sorted { $0.key < $1.key }.map { key, value in
                    .init(key: key, keyPlace: .value, value: RecipeNode(.scalar(value, isPlain: false)))
                })
        })
}
