public import AttuneData
internal import AttuneErrors

/// Reads cleaning recipes: YAML with `rules`, and optionally `unusable`, `format` and `fields`.
public enum CleaningRecipe {
    private static let keys = ["rules", "unusable", "format", "fields"]

    /// Reads a file.
    ///
    /// - Throws: `RecipeError`, which names file, line, column and key.
    public static func read(path: String) throws -> CleaningPlan {
        try read(text: RecipeReader.contents(of: path), name: path)
    }

    /// Reads a text.
    ///
    /// - Throws: `RecipeError`, which names the text by `name`, line, column and key.
    public static func read(text: String, name: String = "recipe") throws(RecipeError) -> CleaningPlan {
        let root = try RecipeNode.parse(text, name: name)
        guard case .map(let members) = root.content else { throw root.shapeError("the recipe", "a map of settings") }
        var plan = CleaningPlan()
        for member in members {
            switch member.key {
            case "rules": plan.rules = try rules(member.value)
            case "unusable": plan.unusable = try choice(member.value, "unusable")
            case "format": plan.format = try choice(member.value, "format")
            case "fields": plan.fields = try fields(member.value)
            default: throw member.unknown(among: keys)
            }
        }
        guard !plan.rules.isEmpty else {
            throw .missingKey(place: root.place, key: "rules", meaning: "the list of rules, in their order.")
        }
        return plan
    }

    private static func rules(_ node: RecipeNode) throws(RecipeError) -> [CleaningRule] {
        guard case .list(let elements) = node.content else { throw node.shapeError("rules", "a list of rules") }
        var rules: [CleaningRule] = []
        for element in elements { rules.append(try rule(element)) }
        return rules
    }

    /// A name, or a map of one name to its settings.
    private static func rule(_ node: RecipeNode) throws(RecipeError) -> CleaningRule {
        switch node.content {
        case .scalar(let name, _): return CleaningRule(try kind(name, node).name)
        case .map(let members):
            guard members.count == 1, let member = members.first else {
                throw node.shapeError("a rule", "one name with its settings")
            }
            let kind = try kind(member.key, RecipeNode(.null, at: member.keyPlace))
            return CleaningRule(kind.name, settings: try settings(member.value, of: kind))
        case .list: throw node.shapeError("a rule", "a name, or a name with its settings")
        }
    }

    private static func kind(_ name: String, _ node: RecipeNode) throws(RecipeError) -> CleaningKind {
        if let kind = CleaningCatalog.kind(name) { return kind }
        throw .unknownChoice(
            place: node.place, key: "rule", found: RecipeNode.shortened(name),
            choices: CleaningCatalog.kinds.map(\.name), note: nil)
    }

    private static func settings(_ node: RecipeNode, of kind: CleaningKind) throws(RecipeError) -> [String: Double] {
        if node.isNull { return [:] }
        guard case .map(let members) = node.content else { throw node.shapeError(kind.name, "a map of its settings") }
        var settings: [String: Double] = [:]
        for member in members {
            guard kind.settings.contains(where: { $0.name == member.key }) else {
                throw member.unknown(among: kind.settings.map(\.name))
            }
            settings[member.key] = try number(member.value, member.key)
        }
        return settings
    }

    private static func number(_ node: RecipeNode, _ key: String) throws(RecipeError) -> Double {
        guard case .scalar(let text, isPlain: true) = node.content else { throw node.shapeError(key, "a number") }
        switch text {
        case "true": return 1
        case "false": return 0
        default:
            guard let value = Double(text), value.isFinite else {
                throw node.shapeError(key, "a number, true or false")
            }
            return value
        }
    }

    private static func choice<Choice: RawRepresentable & CaseIterable>(
        _ node: RecipeNode, _ key: String
    ) throws(RecipeError) -> Choice where Choice.RawValue == String {
        guard case .scalar(let text, _) = node.content else { throw node.shapeError(key, "a word") }
        if let choice = Choice(rawValue: text) { return choice }
        throw .unknownChoice(
            place: node.place, key: key, found: node.summary, choices: Choice.allCases.map(\.rawValue), note: nil)
    }

    private static func fields(_ node: RecipeNode) throws(RecipeError) -> [String: String] {
        guard case .map(let members) = node.content else { throw node.shapeError("fields", "a map of names") }
        var fields: [String: String] = [:]
        for member in members {
            guard case .scalar(let text, _) = member.value.content else {
                throw member.value.shapeError("fields.\(member.key)", "the name of a field")
            }
            fields[member.key] = text
        }
        return fields
    }
}

extension RecipeNode {
    /// The error of a value that has another shape than wanted.
    fileprivate func shapeError(_ key: String, _ expected: String) -> RecipeError {
        .wrongType(place: place, key: key, expected: expected, found: summary)
    }
}

extension RecipeNode.Member {
    /// The error of a key that does not exist here.
    fileprivate func unknown(among keys: [String]) -> RecipeError {
        let near = nearestNames(to: key, among: keys)
        return .unknownKey(
            place: keyPlace, key: RecipeNode.shortened(key), hint: near.isEmpty ? .known(keys) : .nearest(near))
    }
}
