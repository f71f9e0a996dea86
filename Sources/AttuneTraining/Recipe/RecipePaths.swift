import Foundation

/// How a text in a recipe becomes the path of a file.
///
/// A relative path starts at the recipe's folder; on the command line it starts at the working directory. When nothing
/// is there, a model or data path may be a name in the cache, where `scripts/fetch` puts things, and a model path the
/// name of a model in the Hugging Face cache.
struct RecipePaths: Sendable {
    /// What the path is for.
    enum Role: Sendable { case model, data, output }

    let recipeFolder: String
    let workingFolder: String
    let homeFolder: String
    let cacheFolder: String
    let hub: HubCache
    let exists: @Sendable (String) -> Bool

    func resolve(_ text: String, _ role: Role, writtenAt place: RecipePlace) throws(HubCacheError) -> String {
        if text.hasPrefix("/") { return text }
        if text.hasPrefix("~/") { return RecipePaths.joined(homeFolder, String(text.dropFirst(2))) }
        let isArgument = if case .argument = place { true } else { false }
        let path = RecipePaths.joined(isArgument ? workingFolder : recipeFolder, text)
        guard role != .output, !text.hasPrefix("."), !exists(path) else { return path }
        let cached = RecipePaths.joined(cacheFolder, (role == .model ? "models/" : "data/") + text)
        if exists(cached) { return cached }
        return role == .model ? try hub.snapshot(of: text) ?? path : path
    }

    /// Two paths joined, with `.` and `..` worked out by name and nothing looked up on the disk.
    static func joined(_ folder: String, _ path: String) -> String {
        var parts: [Substring] = []
        for part in (folder + "/" + path).split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }
}

extension RecipePaths {
    /// The real folders: the recipe's, the working directory, the user's home and cache.
    init(recipeFolder: String, environment: [String: String]) {
        let working = FileManager.default.currentDirectoryPath
        let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? NSHomeDirectory()
        self.init(
            recipeFolder: recipeFolder.hasPrefix("/") ? recipeFolder : RecipePaths.joined(working, recipeFolder),
            workingFolder: working, homeFolder: home,
            cacheFolder: RecipePaths.cacheFolder(environment, home: home, working: working),
            hub: HubCache(environment: environment, home: home),
            exists: { FileManager.default.fileExists(atPath: $0) })
    }

    static func cacheFolder(_ environment: [String: String], home: String, working: String) -> String {
        func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : joined(working, path) }
        if let folder = environment["ATTUNE_CACHE"], !folder.isEmpty { return absolute(folder) }
        if let folder = environment["XDG_CACHE_HOME"], !folder.isEmpty { return absolute(folder + "/attune") }
        return joined(home, ".cache/attune")
    }
}
