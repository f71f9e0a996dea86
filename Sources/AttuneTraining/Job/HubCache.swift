internal import Foundation

/// The local cache of the Hugging Face Hub: models that other programs downloaded, found by `org/name`.
///
/// Only the disk is looked at, never a network. The layout is `models--ORG--NAME/{refs,snapshots,blobs}`: a reference
/// such as `refs/main` holds the name of a snapshot, and a snapshot's files link to blobs.
public struct HubCache: Sendable {
    /// The folder with the models.
    public let folder: String

    /// The folder that the Hub's own programs would use: `HF_HUB_CACHE`, `HF_HOME/hub`, or below the user's cache.
    public init(environment: [String: String], home: String) {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        let named = value("HF_HUB_CACHE") ?? value("HUGGINGFACE_HUB_CACHE")
        let general = value("HF_HOME") ?? (value("XDG_CACHE_HOME") ?? "~/.cache") + "/huggingface"
        let path = named ?? general + "/hub"
        folder = path.hasPrefix("~/") ? RecipePaths.joined(home, String(path.dropFirst(2))) : path
    }

    /// The names of the models in the cache, sorted.
    public var models: [String] {
        Self.names(in: folder).compactMap { entry in
            guard entry.hasPrefix("models--") else { return nil }
            let parts = entry.dropFirst("models--".count).components(separatedBy: "--")
            return HubName(parts.joined(separator: "/")).map { "\($0.organisation)/\($0.model)" }
        }
    }

    /// The folder of a model's snapshot; nil for a text that is no Hub name, and for a model that is not in the cache.
    ///
    /// - Parameter text: `org/name`, or `org/name@revision` with a branch, a tag or the beginning of a commit.
    /// - Returns: the snapshot that the revision, by default `main`, stands for; without references the only one.
    /// - Throws: `HubCacheError` when the cache has the model, but not in a usable form.
    public func snapshot(of text: String) throws(HubCacheError) -> String? {
        guard let name = HubName(text) else { return nil }
        let model = "\(folder)/models--\(name.organisation)--\(name.model)"
        guard FileManager.default.fileExists(atPath: model) else { return nil }
        let snapshots = Self.names(in: model + "/snapshots")
        guard !snapshots.isEmpty else { throw .noSnapshot(name: name.description, folder: model) }
        let chosen = try snapshot(name, among: snapshots, model)
        let path = "\(model)/snapshots/\(chosen)"
        let broken = Self.names(in: path).filter { !FileManager.default.fileExists(atPath: path + "/" + $0) }
        guard broken.isEmpty else { throw .brokenLinks(name: name.description, folder: path, files: broken) }
        return path
    }

    private func snapshot(
        _ name: HubName, among snapshots: [String], _ model: String
    ) throws(HubCacheError) -> String {
        let revision = name.revision ?? "main"
        if let commit = Self.reference(model + "/refs/" + revision), snapshots.contains(commit) { return commit }
        guard name.revision != nil else {
            guard snapshots.count == 1 else { throw .severalSnapshots(name: name.description, revisions: snapshots) }
            return snapshots[0]
        }
        let matches = snapshots.filter { $0.hasPrefix(revision) }
        guard matches.count == 1 else {
            let known = Self.names(in: model + "/refs") + snapshots
            throw .unknownRevision(name: name.description, known: known)
        }
        return matches[0]
    }

    /// The snapshot that a reference names.
    private static func reference(_ path: String) -> String? {
        let file = FileHandle(forReadingAtPath: path)
        guard let data = try? file?.read(upToCount: 256) else { return nil }
        return String(validating: data, as: UTF8.self)?.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func names(in folder: String) -> [String] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return all.filter { !$0.hasPrefix(".") }.sorted()
    }
}

/// A model's name on the Hub.
private struct HubName: CustomStringConvertible {
    let organisation: String
    let model: String
    let revision: String?

    init?(_ text: String) {
        let halves = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let parts = halves[0].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, (parts + halves.dropFirst()).allSatisfy(Self.isName) else { return nil }
        (organisation, model, revision) = (parts[0], parts[1], halves.dropFirst().first)
    }

    var description: String { "\(organisation)/\(model)" + (revision.map { "@\($0)" } ?? "") }

    private static func isName(_ part: String) -> Bool {
        guard let first = part.utf8.first, part.utf8.count <= 96, first != UInt8(ascii: "."), first != UInt8(ascii: "-")
        else { return false }
        return part.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
    }
}
