public import AttuneJSON

extension Recipe {
    /// The JSON Schema of a recipe, for editors: made from the table that the reader uses.
    public static var jsonSchema: JSONValue {
        guard case .object(var schema) = schema(Recipe.descriptions) else { return .null }
        let head: [(key: String, value: JSONValue)] = [
            ("$schema", .string("https://json-schema.org/draft/2020-12/schema")), ("title", .string("Attune recipe")),
        ]
        schema = JSONObject(head + schema.members)
        return .object(schema)
    }

    private static func schema(_ fields: [FieldDescription]) -> JSONValue {
        var properties: [(key: String, value: JSONValue)] = []
        for field in fields {
            var members: [(key: String, value: JSONValue)] = [("description", .string(field.documentation))]
            if case .object(let shape) = schema(field.shape) { members += shape.members }
            if let value = field.defaultValue { members.append(("default", json(value))) }
            properties.append((field.key, object(members)))
        }
        return object([
            ("type", .string("object")), ("properties", object(properties)),
            ("required", .array(fields.filter(isNeeded).map { .string($0.key) })),
            ("additionalProperties", .bool(false)),
        ])
    }

    /// A section is needed when something inside it is.
    private static func isNeeded(_ field: FieldDescription) -> Bool {
        if case .section(let fields) = field.shape { return fields.contains(where: isNeeded) }
        return field.isRequired
    }

    private static func schema(_ shape: ValueShape) -> JSONValue {
        switch shape {
        case .text: object([("type", .array(["string", "number", "boolean"].map { .string($0) }))])
        case .date: object([("type", .string("string")), ("format", .string("date"))])
        case .flag: object([("type", .string("boolean"))])
        case .integer(let range):
            object([
                ("type", .string("integer")), ("minimum", .integer(Int64(range.lowerBound))),
                ("maximum", .integer(Int64(range.upperBound))),
            ])
        case .number(let range):
            object([
                ("type", .string("number")),
                (range.includesLow ? "minimum" : "exclusiveMinimum", .number(range.low)),
                (range.includesHigh ? "maximum" : "exclusiveMaximum", .number(range.high)),
            ])
        case .word(let words): object([("enum", .array(words.map { .string($0) }))])
        case .list(let element, let least, let most): list(element, least, most)
        case .texts: object([("type", .string("object")), ("additionalProperties", schema(.text))])
        case .section(let fields): schema(fields)
        case .either(let shapes): object([("anyOf", .array(shapes.map(schema)))])
        case .optional(let shape): optional(shape)
        }
    }

    private static func list(_ element: ValueShape, _ least: Int, _ most: Int?) -> JSONValue {
        var members: [(key: String, value: JSONValue)] = [
            ("type", .string("array")), ("items", schema(element)), ("minItems", .integer(Int64(least))),
        ]
        if let most { members.append(("maxItems", .integer(Int64(most)))) }
        return object(members)
    }

    private static func optional(_ shape: ValueShape) -> JSONValue {
        var choices = [schema(shape), object([("type", .string("null"))])]
        if shape != .text { choices.append(object([("const", .string("none"))])) }
        return object([("anyOf", .array(choices))])
    }

    private static func json(_ content: RecipeNode.Content) -> JSONValue {
        switch content {
        case .scalar(let text, isPlain: false): .string(text)
        case .scalar("null", _): .null
        case .scalar("true", _): .bool(true)
        case .scalar("false", _): .bool(false)
        case .scalar(let text, _):
            Int64(text).map { .integer($0) } ?? Double(text).map { .number($0) } ?? .string(text)
        case .list(let nodes): .array(nodes.map { json($0.content) })
        case .map(let members): object(members.map { ($0.key, json($0.value.content)) })
        }
    }

    private static func object(_ members: [(key: String, value: JSONValue)]) -> JSONValue {
        .object(JSONObject(members))
    }
}
