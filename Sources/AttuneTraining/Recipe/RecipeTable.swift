/// The whole table of fields, flat.
enum RecipeTable {
    /// One row: the dotted path and what is known of the field.
    struct Row: Sendable {
        let path: String
        let field: FieldDescription
    }

    /// Every field but the sections' own rows, in the order of the resolved recipe; list elements are `N`.
    static let rows: [Row] = rows(of: Recipe.descriptions, under: "")
    /// The dotted path of every field and section.
    static let paths: [String] = Recipe.descriptions.map(\.key) + rows.map(\.path)

    private static func rows(of fields: [FieldDescription], under parent: String) -> [Row] {
        fields.flatMap { field -> [Row] in
            let path = parent.isEmpty ? field.key : "\(parent).\(field.key)"
            guard let (nested, isList, isPlain) = section(field.shape) else { return [Row(path: path, field: field)] }
            let own = isPlain ? [] : [Row(path: path, field: field)]
            return own + rows(of: nested, under: isList ? path + ".N" : path)
        }
    }

    /// The fields inside a shape; plain when the section is always there.
    private static func section(_ shape: ValueShape) -> ([FieldDescription], isList: Bool, isPlain: Bool)? {
        switch shape {
        case .section(let fields): (fields, false, true)
        case .optional(.section(let fields)): (fields, false, false)
        case .list(.section(let fields), _, _): (fields, true, false)
        default: nil
        }
    }
}
