import Foundation

/// Reads recipes from files and texts.
public enum RecipeReader {
    /// Reads a recipe file and applies the command line's changes, in their order.
    ///
    /// Relative paths in the file start at the file's folder, relative paths in the changes at the working directory.
    /// Without `output.directory` the run's folder becomes `runs/NAME` in the working directory. Nothing is opened but
    /// the recipe; `Recipe.checkInputs` looks for the files that it names. The environment says where the cache is; nil
    /// takes the process's own.
    ///
    /// - Throws: `RecipeError`, which names file, line, column and key.
    public static func read(
        path: String, overrides: [String] = [],
        environment: [String: String]? = nil
    ) throws -> Recipe {
        let text = try contents(of: path)
        let file = URL(fileURLWithPath: path)
        let paths = RecipePaths(
            recipeFolder: file.deletingLastPathComponent().path,
            environment: environment ?? ProcessInfo.processInfo.environment)
        var recipe = try read(text: text, name: path, overrides: overrides, paths: paths)
        if recipe.output.directory == nil {
            let name = file.deletingPathExtension().lastPathComponent
            recipe.output.directory = RecipePaths.joined(paths.workingFolder, "runs/" + name)
        }
        return recipe
    }

    /// Reads a recipe from a text; relative paths stay as they are.
    ///
    /// - Throws: `RecipeError`, which names the text by `name`, line, column and key.
    public static func read(text: String, name: String = "recipe", overrides: [String] = []) throws -> Recipe {
        try read(text: text, name: name, overrides: overrides, paths: nil)
    }

    static func read(
        text: String, name: String, overrides: [String], paths: RecipePaths?
    ) throws(RecipeError) -> Recipe {
        guard text.utf8.count <= RecipeLimits.bytes else {
            throw .tooLarge(path: name, bytes: text.utf8.count, limit: RecipeLimits.bytes)
        }
        var root = try RecipeNode.parse(text, name: name)
        for argument in overrides { root = try RecipeOverride(argument).applied(to: root) }
        return try Recipe(reading: root, RecipeScope(paths: paths))
    }

    static func contents(of path: String) throws(RecipeError) -> String {
        let handle: FileHandle
        let data: Data
        do {
            handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            data = try handle.read(upToCount: RecipeLimits.bytes + 1) ?? Data()
        } catch {
            throw .unreadable(path: path, reason: RecipeReader.reason(error, path))
        }
        guard data.count <= RecipeLimits.bytes else {
            throw .tooLarge(path: path, bytes: RecipeLimits.bytes + 1, limit: RecipeLimits.bytes)
        }
        guard let text = String(validating: data, as: UTF8.self) else { throw .notText(path: path) }
        return text.first == "\u{FEFF}" ? String(text.dropFirst()) : text
    }

    private static func reason(_ error: any Error, _ path: String) -> String {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            return "there is no such file"
        }
        return isFolder.boolValue ? "it is a folder" : (error as NSError).localizedDescription
    }
}

extension Recipe {
    /// Checks everything that the reader checks: ranges, required fields, contradictions.
    ///
    /// - Throws: `RecipeError` with the key path.
    public func validate() throws {
        _ = try Recipe(reading: RecipeNode(content), RecipeScope())
    }

    /// The data that the recipe names, each with its key.
    public var dataFiles: [(key: String, path: String)] {
        var files = data.train.enumerated().map { (key: "data.train.\($0.offset).path", path: $0.element.path) }
        if let path = data.validation?.path { files.append(("data.validation.path", path)) }
        if let path = data.test?.path { files.append(("data.test.path", path)) }
        if let path = forgetting?.probe { files.append(("forgetting.probe", path)) }
        return files
    }

    /// Checks that the files the recipe names are there, before anything is loaded.
    ///
    /// - Throws: `RecipeError.missingInput` for the first that is not.
    public func checkInputs() throws {
        for input in [(key: "model.path", path: model.path)] + dataFiles
        where !FileManager.default.fileExists(atPath: input.path) {
            let name = input.path.split(separator: "/").map(String.init).last(where: Cache.fetchable.contains)
            throw RecipeError.missingInput(key: input.key, path: input.path, fetchable: name)
        }
    }
}
