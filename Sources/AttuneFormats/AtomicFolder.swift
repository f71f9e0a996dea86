internal import Foundation

/// A folder that appears under its name whole, or not at all.
public enum AtomicFolder {
    /// What becomes of a folder that has the name already.
    public enum Earlier: Sendable {
        /// It goes when the new one is whole.
        case isReplaced
        /// It gets the name with `.old-1`, or the next number that is free.
        case isMovedAside
    }

    /// Makes a folder, with those above it, out of what `fill` writes into one beside it.
    ///
    /// When `fill` fails, nothing of the new folder is left, and an earlier one is as it was.
    ///
    /// - Returns: what `fill` returns.
    /// - Throws: what `fill` throws, and errors of the file system.
    public static func make<Result>(
        _ path: String, earlier: Earlier, fill: (_ folder: String) throws -> Result
    ) throws -> Result {
        let path = URL(fileURLWithPath: path, isDirectory: false).path  // "out/" means "out"
        let partial = path + ".partial"
        try remove(partial)
        try FileManager.default.createDirectory(atPath: partial, withIntermediateDirectories: true)
        do {
            let result = try fill(partial)
            switch earlier {
            case .isReplaced: try remove(path)
            case .isMovedAside: try moveAside(path)
            }
            try FileManager.default.moveItem(atPath: partial, toPath: path)
            AtomicFile.flushFolder(of: path)
            return result
        } catch {
            try? FileManager.default.removeItem(atPath: partial)  // the first error is the one that matters
            throw error
        }
    }

    /// Removes a folder, if it is there, under another name, so that a half-removed one is never taken for a whole one.
    public static func remove(_ path: String) throws {
        let manager = FileManager.default
        guard manager.fileExists(atPath: path) else { return }
        let place = URL(fileURLWithPath: path)
        let trash = place.deletingLastPathComponent().path + "/.trash-" + place.lastPathComponent
        if manager.fileExists(atPath: trash) { try manager.removeItem(atPath: trash) }
        try manager.moveItem(atPath: path, toPath: trash)
        try manager.removeItem(atPath: trash)
    }

    /// Gives a folder, if it is there, the name with `.old-1`, or the next number that is free; returns that name.
    @discardableResult
    public static func moveAside(_ path: String) throws -> String? {
        let manager = FileManager.default
        guard manager.fileExists(atPath: path) else { return nil }
        let name = (1...).lazy.map { "\(path).old-\($0)" }.first { !manager.fileExists(atPath: $0) }
        if let name { try manager.moveItem(atPath: path, toPath: name) }
        return name
    }
}
