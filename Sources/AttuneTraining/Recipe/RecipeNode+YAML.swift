import Foundation
import Yams

/// The most that is read of a recipe, so that no file can exhaust memory or time.
enum RecipeLimits {
    static let bytes = 1 << 20
    static let aliases = 16
    static let depth = 32
    static let values = 50_000
}

extension RecipeNode {
    /// The tree of one YAML document; nothing at all reads as an empty map.
    ///
    /// Yams composes the tree, with a resolver that leaves every scalar a text. It expands aliases by reference but
    /// hashes keys by value, so aliases are counted before it sees the text.
    static func parse(_ text: String, name: String) throws(RecipeError) -> RecipeNode {
        let start = RecipePlace.file(name: name, line: 1, column: 1)
        try refuseAliasFlood(text, start)
        try refuseTabs(text, name)
        let root: Node?
        do {
            root = try Parser(yaml: text, resolver: .basic, constructor: .default, encoding: .utf8).singleRoot()
        } catch {
            throw RecipeError(error, name: name)
        }
        guard let root else { return RecipeNode(.map([]), at: start) }
        var remaining = RecipeLimits.values
        let node = try convert(root, name: name, depth: 0, remaining: &remaining)
        return node.isNull ? RecipeNode(.map([]), at: start) : node
    }

    private static func convert(
        _ node: Node, name: String, depth: Int, remaining: inout Int
    ) throws(RecipeError) -> RecipeNode {
        let place = RecipePlace(node.mark, name: name)
        remaining -= 1
        guard remaining >= 0, depth <= RecipeLimits.depth else {
            throw .syntax(
                place: place,
                problem: depth > RecipeLimits.depth ? "the nesting is too deep" : "there are too many values",
                remedy: "A recipe has at most \(RecipeLimits.depth) levels and \(RecipeLimits.values) values.")
        }
        switch node {
        case .scalar(let scalar):
            try refuseTag(scalar.tag, besides: .str, place)
            return RecipeNode(.scalar(scalar.string, isPlain: scalar.style == .plain), at: place)
        case .sequence(let sequence):
            try refuseTag(sequence.tag, besides: .seq, place)
            var elements: [RecipeNode] = []
            for element in sequence {
                elements.append(try convert(element, name: name, depth: depth + 1, remaining: &remaining))
            }
            return RecipeNode(.list(elements), at: place)
        case .mapping(let mapping):
            try refuseTag(mapping.tag, besides: .map, place)
            return RecipeNode(.map(try members(mapping, name, depth, &remaining)), at: place)
        case .alias:
            throw .syntax(place: place, problem: "the alias leads nowhere", remedy: "Write the value itself.")
        }
    }

    private static func members(
        _ mapping: Node.Mapping, _ name: String, _ depth: Int, _ remaining: inout Int
    ) throws(RecipeError) -> [Member] {
        var members: [Member] = []
        var seen: Set<String> = []
        for (key, value) in mapping {
            let place = RecipePlace(key.mark, name: name)
            guard case .scalar(let scalar) = key else {
                throw .syntax(place: place, problem: "a key is not a word", remedy: "Write the map as key: value.")
            }
            guard scalar.string != "<<" else {
                throw .syntax(
                    place: place, problem: "merge keys (<<) are not part of a recipe", remedy: "Write the keys out.")
            }
            guard seen.insert(scalar.string).inserted else { throw .duplicateKey(place: place, key: scalar.string) }
            let node = try convert(value, name: name, depth: depth + 1, remaining: &remaining)
            members.append(Member(key: scalar.string, keyPlace: place, value: node))
        }
        return members
    }

    private static func refuseTag(_ tag: Tag, besides name: Tag.Name, _ place: RecipePlace) throws(RecipeError) {
        let plain: [Tag.Name] = [.implicit, .nonSpecific, name]
        guard !plain.contains(where: { $0.rawValue == tag.rawValue }) else { return }
        throw .syntax(
            place: place, problem: "the tag \(RecipeNode.shortened(tag.rawValue)) is not part of a recipe",
            remedy: "Write the value without a tag.")
    }
}

extension RecipePlace {
    init(_ mark: Mark?, name: String) {
        self = .file(name: name, line: mark?.line ?? 1, column: mark?.column ?? 1)
    }
}
