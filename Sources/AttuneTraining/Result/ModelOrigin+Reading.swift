internal import AttuneFormats
public import AttuneModels
internal import Foundation

extension ModelOrigin {
    /// The most that is read of a model card, and the most that a licence file may have to be copied.
    private static let mostBytes = 1 << 20
    private static let mostLegalFiles = 8
    private static let legalBeginnings = ["license", "licence", "copying", "notice", "use_policy"]

    /// Reads what a model's folder or file says about itself.
    ///
    /// A card or metadata that cannot be read names nothing; a model without a licence is still a model. Beside a GGUF file only the Hub's cache is sure to hold files that belong to it.
    public init(_ bundle: ModelBundle) { self.init(path: bundle.source.path, isGGUF: bundle.source.isGGUF) }

    init(path: String, isGGUF: Bool) {
        let url = URL(fileURLWithPath: path)
        let folder = (isGGUF ? url.deletingLastPathComponent() : url).path
        self.init(name: isGGUF ? url.deletingPathExtension().lastPathComponent : Self.name(ofFolder: url))
        if isGGUF, let file = try? GGUFFile(path: path) { read(file.metadata) }
        let cached = Self.hubName(ofCached: folder)
        hubName = cached ?? hubName
        name = hubName ?? name
        guard !isGGUF || cached != nil else { return }
        readCard(folder + "/README.md")
        legalFiles = Self.legalFiles(in: folder)
    }

    /// The folder's name; a run's result is called by its run.
    private static func name(ofFolder url: URL) -> String {
        url.lastPathComponent == "model" ? url.deletingLastPathComponent().lastPathComponent : url.lastPathComponent
    }

    private mutating func read(_ metadata: [String: GGUFValue]) {
        func text(_ key: String) -> String? { metadata[key]?.text.flatMap { $0.isEmpty ? nil : $0 } }
        if let identifier = text("general.license") {
            license = License(
                identifier: identifier, name: text("general.license.name"), link: text("general.license.link"),
                place: "the metadata of its GGUF file")
        }
        if case .array(let values)? = metadata["general.languages"] { languages = values.compactMap(\.text) }
        hubName = (text("general.repo_url") ?? text("general.source.repo_url")).flatMap(Self.hubName(ofAddress:))
    }

    /// Reads the YAML between the first two lines of dashes.
    private mutating func readCard(_ path: String) {
        guard let handle = FileHandle(forReadingAtPath: path),
            let data = try? handle.read(upToCount: Self.mostBytes), let text = String(validating: data, as: UTF8.self),
            let front = Self.frontMatter(text), let root = try? RecipeNode.parse(front, name: path)
        else { return }
        func texts(_ key: String) -> [String] {
            switch root.member(key)?.value.content {
            case .scalar(let text, _)?: text.isEmpty ? [] : [text]
            case .list(let elements)?:
                elements.compactMap { if case .scalar(let text, _) = $0.content { text } else { nil } }
            case .map?, nil: []
            }
        }
        if license == nil, let identifier = texts("license").first {
            license = License(
                identifier: identifier, name: texts("license_name").first, link: texts("license_link").first,
                place: "its model card")
        }
        if languages.isEmpty { languages = texts("language") }
    }

    /// The text between a first line `---` and the next one.
    static func frontMatter(_ text: String) -> String? {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
            $0.hasSuffix("\r") ? $0.dropLast() : $0
        }
        guard lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---") else { return nil }
        return lines[1..<end].joined(separator: "\n")
    }

    /// `org/name` of a snapshot in the Hub's cache: `.../models--org--name/snapshots/commit`.
    static func hubName(ofCached folder: String) -> String? {
        let parts = URL(fileURLWithPath: folder).standardizedFileURL.pathComponents
        guard parts.count >= 3, parts[parts.count - 2] == "snapshots" else { return nil }
        let pieces = parts[parts.count - 3].components(separatedBy: "--")
        guard pieces.count >= 3, pieces[0] == "models" else { return nil }
        return hubName(pieces[1] + "/" + pieces[2...].joined(separator: "--"))
    }

    /// `org/name` of an address on the Hub.
    static func hubName(ofAddress address: String) -> String? {
        let start = "https://huggingface.co/"
        return address.hasPrefix(start) ? hubName(String(address.dropFirst(start.count))) : nil
    }

    /// The text, if it is `org/name` in the Hub's letters.
    private static func hubName(_ text: String) -> String? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let areNames = parts.allSatisfy { part in
            !part.isEmpty && part.utf8.count <= 96 && part.first != "-" && part.first != "."
                && part.unicodeScalars.allSatisfy {
                    $0.isASCII
                        && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || "._-".unicodeScalars.contains($0))
                }
        }
        return parts.count == 2 && areNames ? text : nil
    }

    private static func legalFiles(in folder: String) -> [String] {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
        let paths = names.filter { name in
            legalBeginnings.contains { name.lowercased().hasPrefix($0) }
        }.map { folder + "/" + $0 }
        return Array(paths.filter(isSmallFile).prefix(mostLegalFiles))
    }

    private static func isSmallFile(_ path: String) -> Bool {
        let real = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        guard let facts = try? FileManager.default.attributesOfItem(atPath: real),
            facts[.type] as? FileAttributeType == .typeRegular, let size = facts[.size] as? NSNumber
        else { return false }
        return size.intValue <= mostBytes
    }
}
