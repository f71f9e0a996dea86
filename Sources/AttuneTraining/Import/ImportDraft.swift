internal import Foundation

/// A recipe on its way from a foreign file: what was carried over, what was not and why, and what is left to do.
struct ImportDraft {
    /// The foreign file's values by dotted key, empty ones left out.
    let values: [String: ForeignValue]
    /// The folders in which a relative path of the file may start.
    let folders: [String]
    private(set) var root = RecipeNode(.map([]))
    private(set) var carried: [RecipeImport.Carried] = []
    private(set) var left: [RecipeImport.Left] = []
    private(set) var open: [String] = []

    init(_ values: [ForeignValue], folders: [String]) {
        self.values = Dictionary(values.map { ($0.key, $0) }) { first, _ in first }
        self.folders = folders
    }

    /// Carries a value over, or a word that stands for it.
    mutating func set(_ key: String, _ value: ForeignValue, as text: String? = nil) {
        let node = text.map { RecipeNode(.plain($0), at: value.node.place) } ?? value.node
        set(key, value, node, shown: node.summary)
    }

    /// Carries a value over as a text, such as a path or the name of a column.
    mutating func set(_ key: String, _ value: ForeignValue, text: String) {
        set(key, value, RecipeNode(.scalar(text, isPlain: false), at: value.node.place), shown: text)
    }

    private mutating func set(_ key: String, _ value: ForeignValue, _ node: RecipeNode, shown: String) {
        root.set(key.split(separator: ".").map(String.init)[...], node)
        carried.append(
            .init(from: value.key, value: value.node.summary, to: key, as: RecipeNode.shortened(shown)))
    }

    /// Carries two numbers over.
    mutating func set(_ key: String, _ value: ForeignValue, pair: (String, String)) {
        let node = RecipeNode(.list([RecipeNode(.plain(pair.0)), RecipeNode(.plain(pair.1))]), at: value.node.place)
        set(key, value, node, shown: "[\(pair.0), \(pair.1)]")
    }

    /// Puts one value where several keys of a section stood; what was carried over to them now stands for it.
    mutating func replace(_ keys: [String], of section: String, with key: String, _ text: String) {
        guard case .map(let members)? = root.value(at: section)?.content else { return }
        root.set([section], RecipeNode(.map(members.filter { !keys.contains($0.key) })))
        root.set([section, key], RecipeNode(.plain(text)))
        carried = carried.map { entry in
            guard keys.contains(where: { entry.to == "\(section).\($0)" }) else { return entry }
            return .init(from: entry.from, value: entry.value, to: "\(section).\(key)", as: text)
        }
    }

    /// Keys that say the same in another way, so that a default for the one would contradict the other.
    private static let alternatives = ["training.warmup_ratio": "training.warmup_steps"]

    /// Writes down what the foreign tool does where its file says nothing.
    mutating func setDefault(_ key: String, _ text: String) {
        guard root.value(at: key) == nil, Self.alternatives[key].map({ root.value(at: $0) == nil }) ?? true else {
            return
        }
        root.set(key.split(separator: ".").map(String.init)[...], RecipeNode(.plain(text)))
        carried.append(.init(from: "", value: "", to: key, as: text))
    }

    /// Lists a value as not carried over.
    mutating func leave(_ value: ForeignValue, _ reason: String) {
        left.append(.init(key: value.key, value: value.node.summary, reason: reason))
    }

    /// Notes something that a person has to do before the recipe can run.
    mutating func note(_ text: String) { open.append(text) }

    /// The file or folder that a path means; nil where nothing is there.
    func existing(_ path: String) -> String? {
        let candidates = path.hasPrefix("/") ? [path] : folders.map { RecipePaths.joined($0, path) }
        return candidates.first { FileManager.default.fileExists(atPath: $0) }
    }
}

extension RecipeNode {
    /// The value at a dotted path.
    func value(at path: String) -> RecipeNode? {
        path.split(separator: ".").reduce(self as RecipeNode?) { node, part in
            if case .list(let elements)? = node?.content, let index = Int(part) {
                return elements.indices.contains(index) ? elements[index] : nil
            }
            return node?.member(String(part))?.value
        }
    }

    /// Puts a value at a path of keys; a number is the place in a list, at most one behind its end.
    mutating func set(_ path: ArraySlice<String>, _ value: RecipeNode) {
        guard let key = path.first else {
            self = value
            return
        }
        if let index = Int(key) {
            var elements: [RecipeNode] = if case .list(let list) = content { list } else { [] }
            if index >= elements.count { elements.append(RecipeNode(.map([]))) }
            elements[min(index, elements.count - 1)].set(path.dropFirst(), value)
            content = .list(elements)
        } else {
            var members: [Member] = if case .map(let map) = content { map } else { [] }
            let place = members.firstIndex { $0.key == key } ?? members.count
            if place == members.count {
                members.append(Member(key: key, keyPlace: value.place, value: RecipeNode(.map([]))))
            }
            members[place].value.set(path.dropFirst(), value)
            content = .map(members)
        }
    }
}
