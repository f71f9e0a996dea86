/// A recipe as it was written: texts, lists and maps that know their place, before anything is given a type.
///
/// Scalars keep their text, so `1e-4`, `010` and `no` mean what the field says, not what a YAML version guesses.
struct RecipeNode: Sendable, Equatable {
    /// What stands at the place.
    enum Content: Sendable, Equatable {
        case scalar(String, isPlain: Bool)
        case list([RecipeNode])
        case map([Member])
    }

    /// A key and its value in a map.
    struct Member: Sendable, Equatable {
        var key: String
        var keyPlace: RecipePlace
        var value: RecipeNode
    }

    var content: Content
    var place: RecipePlace

    init(_ content: Content, at place: RecipePlace = .value) {
        self.content = content
        self.place = place
    }

    /// Whether nothing, `~` or `null` was written.
    var isNull: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// What was written, for an error.
    var summary: String {
        switch content {
        case .scalar where isNull: "nothing"
        case .scalar(let text, isPlain: true): RecipeNode.shortened(text)
        case .scalar(let text, isPlain: false): "the quoted text \"\(RecipeNode.shortened(text))\""
        case .list(let elements): "a list of \(elements.count)"
        case .map(let members): "a map with \(members.count == 1 ? "1 key" : "\(members.count) keys")"
        }
    }

    /// The value of a key, when this is a map that has it.
    func member(_ key: String) -> Member? {
        guard case .map(let members) = content else { return nil }
        return members.first { $0.key == key }
    }

    /// The place of a dotted path, or of as much of it as was written.
    func place(of path: some Collection<String>) -> RecipePlace {
        guard let key = path.first, let member = member(key) else { return place }
        return path.count == 1 ? member.keyPlace : member.value.place(of: path.dropFirst())
    }

    /// A text in one line of at most 60 characters.
    static func shortened(_ text: String) -> String {
        let line = text.prefix(61).map { $0.isNewline ? " " : $0 }
        return line.count <= 60 ? String(line) : String(line.prefix(57)) + "..."
    }
}

extension RecipeNode.Content {
    /// A plain scalar.
    static func plain(_ text: String) -> RecipeNode.Content { .scalar(text, isPlain: true) }
    /// The absence of a value.
    static let null = RecipeNode.Content.plain("null")
}
