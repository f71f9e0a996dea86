public import AttuneErrors
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

    /// Writes a copy for somebody to change; never over a file that is there.
    public static func copy(_ name: String, to target: String) throws {
        guard !FileManager.default.fileExists(atPath: target) else {
            throw RecipeLibraryError.targetExists(path: target)
        }
        try FileManager.default.copyItem(atPath: path(of: name), toPath: target)
    }
}

/// A recipe that cannot be had.
public enum RecipeLibraryError: RemediedError, Equatable {
    /// The folder of recipes is not where it should be.
    case noFolder
    /// There is no recipe of this name.
    case unknown(name: String, nearest: [String])
    /// The file to write is there already.
    case targetExists(path: String)

    /// What is wrong, and where.
    public var problem: String {
        switch self {
        case .noFolder: "The folder with the program's recipes was not found."
        case .unknown(let name, _): "There is no recipe named \(name)."
        case .targetExists(let path): "\(path) is there already."
        }
    }

    /// What to do about it.
    public var remedy: String {
        switch self {
        case .noFolder: "Name it in ATTUNE_RECIPES, or run the program from its checkout."
        case .unknown(_, let nearest):
            nearest.isEmpty ? "See `attune recipes list`." : "Closest: \(nearest.joined(separator: ", "))."
        case .targetExists: "Give another name."
        }
    }

    /// The command line is wrong.
    public var failureKind: FailureKind { .usage }
}
