internal import AttuneErrors
internal import AttuneFormats
internal import AttuneTraining
internal import Foundation

/// The recipes that come with the program.
public enum RecipeLibrary {
    /// Where they lie: `ATTUNE_RECIPES`, beside the program, or in the checkout that the program was built in.
    static var folder: String? {
        let environment = ProcessInfo.processInfo.environment["ATTUNE_RECIPES"]
        var candidates = [environment].compactMap { $0 }
        var place = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        for _ in 0..<6 {
            candidates += [place.appendingPathComponent("recipes").path, place.path + "/share/attune/recipes"]
            place = place.deletingLastPathComponent()
        }
        candidates.append(FileManager.default.currentDirectoryPath + "/recipes")
        return candidates.first { FileManager.default.fileExists(atPath: $0 + "/quickstart.yaml") }
    }

    /// The names, sorted.
    public static func names() throws -> [String] {
        guard let folder else { throw RecipeLibraryError.noFolder }
        return try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
    }

    /// The path of a recipe.
    ///
    /// - Throws: `RecipeLibraryError.unknown` with the nearest names.
    public static func path(of name: String) throws -> String {
        guard let folder else { throw RecipeLibraryError.noFolder }
        guard try names().contains(name) else {
            throw RecipeLibraryError.unknown(name: name, nearest: nearestNames(to: name, among: try names()))
        }
        return folder + "/" + name + ".yaml"
    }

    /// The first comment of a recipe, which says what it is for.
    public static func summary(of name: String) throws -> String {
        let text = try String(contentsOfFile: path(of: name), encoding: .utf8)
        let first = text.split(separator: "\n").first.map(String.init) ?? ""
        return first.hasPrefix("#") ? String(first.dropFirst()).trimmingCharacters(in: .whitespaces) : ""
    }

    /// The data that whoever trains with a recipe brings along: neither the program nor `scripts/fetch` has it.
    public static func ownData(of name: String) throws -> [String] {
        let beside = try companions(of: name)
        return try dataPaths(of: name).filter { path in
            let isFetched = path.split(separator: "/").first.map { Cache.fetchable.contains(String($0)) } ?? false
            return !isFetched && !beside.contains(path)
        }
    }

    /// Writes a copy for somebody to change, and beside it the files that lie beside the recipe and that it names.
    ///
    /// Nothing that is there is overwritten; a file of the same bytes stays. Returns the names of the files beside it.
    ///
    /// - Throws: `RecipeLibraryError.targetExists` or `otherCompanion` before anything is written; `FileError`.
    @discardableResult
    public static func copy(_ name: String, to target: String) throws -> [String] {
        guard !FileManager.default.fileExists(atPath: target) else {
            throw RecipeLibraryError.targetExists(path: target)
        }
        let source = URL(fileURLWithPath: try path(of: name))
        let names = try companions(of: name)
        let pairs = names.map { (from: source.sibling($0), to: URL(fileURLWithPath: target).sibling($0)) }
        let missing = try pairs.filter { pair in
            guard FileManager.default.fileExists(atPath: pair.to) else { return true }
            guard FileManager.default.contentsEqual(atPath: pair.from, andPath: pair.to) else {
                throw RecipeLibraryError.otherCompanion(path: pair.to, recipe: name)
            }
            return false
        }
        for (from, to) in missing + [(source.path, target)] {
            try AtomicFile.write(String(contentsOfFile: from, encoding: .utf8), to: to)
        }
        return names
    }

    /// The names of files beside a recipe that it takes data from.
    private static func companions(of name: String) throws -> [String] {
        let recipe = URL(fileURLWithPath: try path(of: name))
        return try dataPaths(of: name).filter {
            !$0.contains("/") && FileManager.default.fileExists(atPath: recipe.sibling($0))
        }
    }

    /// The data that a recipe names, as it is written there, each once.
    private static func dataPaths(of name: String) throws -> [String] {
        let path = try path(of: name)
        let recipe = try RecipeReader.read(text: String(contentsOfFile: path, encoding: .utf8), name: path)
        return recipe.dataFiles.map(\.path).reduce(into: []) { paths, path in
            if !paths.contains(path) { paths.append(path) }
        }
    }
}

extension URL {
    /// The path of a file in the same folder.
    fileprivate func sibling(_ name: String) -> String { deletingLastPathComponent().appendingPathComponent(name).path }
}
