internal import Foundation

/// A training file of another program, turned into a recipe.
///
/// Every key of the file is either carried over or listed as not carried over with the reason; nothing is dropped unsaid.
public struct RecipeImport: Sendable {
    /// A key that was carried over; without a source key it is what the other tool does by default.
    public struct Carried: Sendable, Codable, Equatable {
        /// The key of the foreign file.
        public let from: String
        /// Its value there.
        public let value: String
        /// The key of the recipe.
        public let to: String
        /// The value in the recipe.
        public let `as`: String
    }

    /// A key that was not carried over.
    public struct Left: Sendable, Codable, Equatable {
        /// The key of the foreign file.
        public let key: String
        /// Its value there.
        public let value: String
        /// Why.
        public let reason: String
    }

    /// The program that the file was written for.
    public let tool: ForeignTool
    /// What was carried over, in the order of the file.
    public let carried: [Carried]
    /// What was not.
    public let left: [Left]
    /// What a person has to do before the recipe can run.
    public let open: [String]
    /// The recipe with its defaults.
    public let recipe: Recipe
    /// The recipe as YAML with the keys that were carried over, and the others as comments.
    public let yaml: String

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - tool: the program it was written for; nil finds it from its keys.
    ///   - workingFolder: where relative paths may start; the file's own folder comes next.
    /// - Throws: `RecipeError` for YAML that cannot be read and values out of range, with file and line;
    ///   `RecipeImportError` when no tool fits, or the file asks for something else than full fine-tuning.
    public init(path: String, tool: ForeignTool? = nil, workingFolder: String? = nil) throws {
        let root = try RecipeNode.parse(try RecipeReader.contents(of: path), name: path)
        guard let tool = tool ?? ForeignTool(of: root) else { throw RecipeImportError.unknownTool(path: path) }
        let working = workingFolder ?? FileManager.default.currentDirectoryPath
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let values = ForeignValues(root).all
        var draft = ImportDraft(values, folders: [working, folder])
        for value in values {
            let rule = tool.rules[value.key] ?? tool.rules[value.section + ".*"]
            guard let rule else {
                draft.leave(value, "Attune knows no such setting")
                continue
            }
            try rule.apply(to: &draft, value)
        }
        for (key, value) in tool.defaults { draft.setDefault(key, value) }
        draft.settleSteps()
        recipe = try Recipe(reading: draft.root, RecipeScope())
        self.tool = tool
        (carried, left, open) = (draft.carried, draft.left, draft.open)
        yaml = Self.text(draft, tool, name: URL(fileURLWithPath: path).lastPathComponent)
    }

    private static func text(_ draft: ImportDraft, _ tool: ForeignTool, name: String) -> String {
        var text = "# Imported from \(comment(name)), a file of \(tool.name).\n"
        for note in draft.open { text += "# To do: \(comment(note)).\n" }
        RecipeWriter.append(draft.root.content, indentation: 0, to: &text)
        guard !draft.left.isEmpty else { return text }
        text += "# Not carried over:\n"
        for left in draft.left {
            text += "#   \(comment(left.key)): \(comment(left.value)) (\(comment(left.reason)))\n"
        }
        return text
    }

    /// A text on one line of a comment.
    private static func comment(_ text: String) -> String {
        String(
            String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }
}
