/// One field of a section: its key, what it means, how it is read and written.
///
/// The reader, the resolved recipe, the schema, the documentation's table and "did you mean" all come from this.
struct RecipeField<Section: Sendable>: Sendable {
    let key: String
    let documentation: String
    let isRequired: Bool
    let shape: ValueShape
    let read: @Sendable (RecipeNode, RecipeScope, inout Section) throws(RecipeError) -> Void
    let write: @Sendable (Section) -> RecipeNode.Content

    init<Value: Sendable>(
        _ key: String, _ property: any WritableKeyPath<Section, Value> & Sendable, _ kind: RecipeKind<Value>,
        required: Bool = false, _ documentation: String
    ) {
        self.key = key
        self.documentation = documentation
        self.isRequired = required
        self.shape = kind.shape
        self.read = { (node, scope, section) throws(RecipeError) in
            section[keyPath: property] = try kind.read(node, scope)
        }
        self.write = { kind.write($0[keyPath: property]) }
    }
}

/// Settings that are described by a table of fields.
protocol RecipeSection: Sendable {
    init()
    /// The table, in the order of the resolved recipe.
    static var fields: [RecipeField<Self>] { get }
    /// Puts right what a written key means for the default of another one.
    mutating func settle(written: Set<String>)
    /// The first contradiction between fields.
    func conflict() -> RecipeConflict?
}

/// Two settings that exclude each other, or one that needs another.
struct RecipeConflict {
    /// The field to point at, relative to the section that found it.
    let key: [String]
    let problem: String
    let remedy: String

    init(_ key: String, _ problem: String, _ remedy: String) {
        self.key = key.split(separator: ".").map(String.init)
        self.problem = problem
        self.remedy = remedy
    }
}

extension RecipeSection {
    mutating func settle(written: Set<String>) {}
    func conflict() -> RecipeConflict? { nil }

    /// Every field written out, in the order of the table.
    var content: RecipeNode.Content {
        .map(Self.fields.map { .init(key: $0.key, keyPlace: .value, value: RecipeNode($0.write(self))) })
    }

    /// What the schema and the documentation say about the fields.
    static var descriptions: [FieldDescription] {
        let defaults = Self()
        return fields.map { field in
            var value: RecipeNode.Content? = field.write(defaults)
            if field.isRequired { value = nil }
            if case .section = field.shape { value = nil }
            return FieldDescription(
                key: field.key, documentation: field.documentation, shape: field.shape, isRequired: field.isRequired,
                defaultValue: value)
        }
    }

    /// Reads a map; what is not written keeps its default.
    init(reading node: RecipeNode, _ scope: RecipeScope) throws(RecipeError) {
        guard case .map(let members) = node.content else { throw node.wrongType(scope, "a map of settings") }
        let fields = Self.fields
        for member in members where !fields.contains(where: { $0.key == member.key }) {
            throw .unknownKey(
                place: member.keyPlace, key: scope.inside(member.key).key,
                hint: RecipeKeyHint(for: member.key, among: fields.map(\.key)))
        }
        self.init()
        for field in fields { try Self.read(field, node, scope, &self) }
        settle(written: Set(members.map(\.key)))
        if let conflict = conflict() {
            throw .conflict(
                place: node.place(of: conflict.key), key: scope.inside(conflict.key.joined(separator: ".")).key,
                problem: conflict.problem, remedy: conflict.remedy)
        }
    }

    private static func read(
        _ field: RecipeField<Self>, _ node: RecipeNode, _ scope: RecipeScope, _ section: inout Self
    ) throws(RecipeError) {
        let inside = scope.inside(field.key)
        if let member = node.member(field.key) {
            var value = member.value
            if case .section = field.shape, value.isNull { value = RecipeNode(.map([]), at: value.place) }
            return try field.read(value, inside, &section)
        }
        if field.isRequired {
            throw .missingKey(place: node.place, key: inside.key, meaning: field.documentation)
        }
        if case .section = field.shape { try field.read(RecipeNode(.map([]), at: node.place), inside, &section) }
    }
}

extension RecipeKind where Value: RecipeSection {
    /// A section with a table of its own.
    static var section: RecipeKind {
        RecipeKind(
            shape: .section(Value.descriptions),
            read: { (node, scope) throws(RecipeError) in try Value(reading: node, scope) },
            write: { $0.content })
    }
}
