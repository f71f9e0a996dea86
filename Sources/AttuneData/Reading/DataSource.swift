internal import Foundation

/// A data source: a file, what its rows mean, and how often an epoch takes them.
public struct DataSource: Sendable, Codable, Equatable {
    /// The file; a folder stands for the data files in it, in the order of their names.
    public var path: String
    /// The format; nil finds it from the first row.
    public var format: RecordFormat?
    /// How often an epoch takes each row; a fraction takes so large a share of the rows.
    public var weight: Double
    /// The file's key for each of the format's fields that has another name there.
    public var fields: [String: String]

    /// Makes a source.
    public init(path: String, format: RecordFormat? = nil, weight: Double = 1, fields: [String: String] = [:]) {
        self.path = path
        self.format = format
        self.weight = weight
        self.fields = fields
    }
}

extension DataSource {
    /// The files that the path stands for: itself, the data files of a folder, or what a pattern with `*` or `?` fits.
    ///
    /// A file whose own name has these characters is taken as it is. Names are in the order of their bytes.
    ///
    /// - Throws: `DataError` when there is no such file, or none in the folder.
    func files() throws -> [DataSource] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            guard FilePattern.isPattern(path) else { throw DataError.notFound(path: path) }
            let found = FilePattern.files(fitting: path)
            guard !found.isEmpty else { throw DataError.notFound(path: path) }
            return found.map(at)
        }
        guard isFolder.boolValue else { return [self] }
        let names = try FileManager.default.contentsOfDirectory(atPath: path).filter(FileType.isKnown)
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        guard !names.isEmpty else { throw DataError.noRecords(path: path) }
        return names.map { at(URL(fileURLWithPath: path).appendingPathComponent($0).relativePath) }
    }

    private func at(_ path: String) -> DataSource {
        var source = self
        source.path = path
        return source
    }
}

/// File names with `*`, `?` or `[...]`, as shells know them.
enum FilePattern {
    static func isPattern(_ path: String) -> Bool { path.utf8.contains { "*?[".utf8.contains($0) } }

    /// The files, no folders, that fit, in the order of their bytes.
    static func files(fitting pattern: String) -> [String] {
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(pattern, GLOB_MARK | GLOB_NOSORT, nil, &found) == 0 else { return [] }
        return (0..<Int(found.gl_pathc)).compactMap { found.gl_pathv[$0].map { String(cString: $0) } }
            .filter { !$0.hasSuffix("/") }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
