extension Recipe {
    /// The table of every key as Markdown: made from the table that the reader uses.
    ///
    /// `docs/recipe.md` contains it word for word.
    public static var documentationTable: String {
        var lines = ["| Key | Value | Default | Meaning |", "|---|---|---|---|"]
        for row in RecipeTable.rows {
            let value = row.field.defaultValue.map(shownDefault) ?? (row.field.isRequired ? "required" : "")
            lines.append(
                "| `\(row.path)` | \(shownShape(row.field.shape)) | \(value) | \(escaped(row.field.documentation)) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func shownDefault(_ content: RecipeNode.Content) -> String {
        let text = RecipeWriter.flow(content)
        return text == "\"\"" ? "empty" : "`\(escaped(text))`"
    }

    private static func shownShape(_ shape: ValueShape) -> String {
        switch shape {
        case .word(let words): words.map { "`\($0)`" }.joined(separator: ", ")
        case .list(.section, _, _): "list of maps"
        case .list(.word(let words), _, _): "list of " + shownShape(.word(words))
        case .section(let fields): "`{ \(fields.map { "\($0.key): ..." }.joined(separator: ", ")) }`"
        case .either(let shapes): shapes.map(shownShape).joined(separator: ", or ")
        case .optional(.section): "map or null"
        case .optional(let inner): shownShape(inner) + " or null"
        default: escaped(shape.description)
        }
    }

    private static func escaped(_ text: String) -> String {
        text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}
