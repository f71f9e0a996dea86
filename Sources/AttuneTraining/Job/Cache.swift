internal import Foundation

/// The folder where `scripts/fetch` puts models and data, and where encoded data is kept.
public enum Cache {
    /// Its path: `ATTUNE_CACHE`, or `attune` below the user's cache folder.
    public static var folder: String {
        RecipePaths.cacheFolder(
            ProcessInfo.processInfo.environment, home: NSHomeDirectory(),
            working: FileManager.default.currentDirectoryPath)
    }

    /// Where encoded data is kept, made when it is not there.
    static func tokenFolder() throws -> String {
        let path = folder + "/tokens"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    /// The path of a model that is named on a command line: a path that is there, or a name in the cache.
    public static func modelPath(_ text: String) -> String {
        let manager = FileManager.default
        let cached = folder + "/models/" + text
        return !manager.fileExists(atPath: text) && manager.fileExists(atPath: cached) ? cached : text
    }

    /// The models in the cache with the bytes of their files.
    public static var models: [(name: String, path: String, bytes: Int)] {
        let manager = FileManager.default
        let root = folder + "/models"
        let names = ((try? manager.contentsOfDirectory(atPath: root)) ?? []).sorted()
        return names.filter { (try? manager.contentsOfDirectory(atPath: root + "/" + $0)) != nil }.map { name in
            let path = root + "/" + name
            let files = (try? manager.contentsOfDirectory(atPath: path)) ?? []
            let bytes = files.reduce(0) { sum, file in
                let size = try? manager.attributesOfItem(atPath: path + "/" + file)[.size] as? NSNumber
                return sum + (size?.intValue ?? 0)
            }
            return (name, path, bytes)
        }
    }
}
