internal import Foundation

/// The folder where `scripts/fetch` puts models and data, and where encoded data is kept.
public enum Cache {
    /// Its path: `ATTUNE_CACHE`, or `attune` below the user's cache folder.
    public static var folder: String {
        RecipePaths.cacheFolder(
            ProcessInfo.processInfo.environment, home: NSHomeDirectory(),
            working: FileManager.default.currentDirectoryPath)
    }

    /// The names that `scripts/fetch` knows.
    public static let fetchable = ["smollm2-135m-instruct", "drug-reviews", "languages"]

    /// Where encoded data is kept, made when it is not there.
    static func tokenFolder() throws -> String {
        let path = folder + "/tokens"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    /// The folder of the profiles that tell languages apart, made by `scripts/fetch languages`.
    public static var languageProfiles: String { folder + "/data/languages" }

    /// Whether they are there.
    public static var hasLanguageProfiles: Bool { FileManager.default.fileExists(atPath: languageProfiles) }

    /// The cache of the Hugging Face Hub.
    public static var hub: HubCache {
        HubCache(environment: ProcessInfo.processInfo.environment, home: NSHomeDirectory())
    }

    /// The path of a model that is named on a command line: a path that is there, a name in the cache, or `org/name` in
    /// the Hugging Face cache.
    ///
    /// - Throws: `HubCacheError` when that cache has the model, but not in a usable form.
    public static func modelPath(_ text: String) throws -> String {
        let manager = FileManager.default
        guard !manager.fileExists(atPath: text) else { return text }
        let cached = folder + "/models/" + text
        return manager.fileExists(atPath: cached) ? cached : try hub.snapshot(of: text) ?? text
    }

    /// The models in the cache, then those of the Hugging Face cache that are complete, with the bytes of their files.
    public static var models: [(name: String, path: String, bytes: Int)] {
        let manager = FileManager.default
        let root = folder + "/models"
        let names = ((try? manager.contentsOfDirectory(atPath: root)) ?? []).sorted()
        let own = names.map { (name: $0, path: root + "/" + $0) }
        let foreign = hub.models.compactMap { name in
            (try? hub.snapshot(of: name)).flatMap { $0 }.map { (name: name, path: $0) }
        }
        return (own + foreign).compactMap { model in
            guard let files = try? manager.contentsOfDirectory(atPath: model.path) else { return nil }
            let bytes = files.reduce(0) { sum, file in
                let target = URL(fileURLWithPath: model.path + "/" + file).resolvingSymlinksInPath().path
                let size = try? manager.attributesOfItem(atPath: target)[.size] as? NSNumber
                return sum + (size?.intValue ?? 0)
            }
            return (model.name, model.path, bytes)
        }
    }
}
