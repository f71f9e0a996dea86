/// One argument of the command line that changes a recipe: `key.path=value` sets, `~key.path` resets.
struct RecipeOverride {
    private enum Change {
        case set(RecipeNode)
        case reset
    }

    private let argument: String
    private let path: [String]
    private let change: Change

    /// Reads an argument.
    ///
    /// A value in brackets, braces or quotes is YAML; everything else is taken as it stands, so that colons and
    /// number signs need no quotes.
    init(_ argument: String) throws(RecipeError) {
        let place = RecipePlace.argument(RecipeNode.shortened(argument))
        self.argument = RecipeNode.shortened(argument)
        if argument.hasPrefix("~") {
            path = try RecipeOverride.path(argument.dropFirst(), self.argument)
            change = .reset
            return
        }
        guard let sign = argument.firstIndex(of: "=") else {
            throw .malformedArgument(argument: self.argument, problem: "it has no =")
        }
        path = try RecipeOverride.path(argument[..<sign], self.argument)
        let value = String(argument[argument.index(after: sign)...])
        change = .set(try RecipeOverride.value(value, place))
    }

    private static func path(_ text: Substring, _ argument: String) throws(RecipeError) -> [String] {
        let path = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard !path.contains(""), path.count <= RecipeLimits.depth else {
            throw .malformedArgument(
                argument: argument, problem: "\(RecipeNode.shortened(String(text))) is no key path")
        }
        return path
    }

    private static func value(_ text: String, _ place: RecipePlace) throws(RecipeError) -> RecipeNode {
        guard let first = text.first, "[{\"'".contains(first) else { return RecipeNode(.plain(text), at: place) }
        return try RecipeNode.parse(text, name: "argument").moved(to: place)
    }

    /// The tree with the change in it.
    func applied(to root: RecipeNode) throws(RecipeError) -> RecipeNode {
        var root = root
        try apply(path[...], &root)
        return root
    }

    private func apply(_ path: ArraySlice<String>, _ node: inout RecipeNode) throws(RecipeError) {
        guard let key = path.first else { return }
        let place = RecipePlace.argument(argument)
        switch (node.content, Int(key)) {
        case (.list(var elements), let index?):
            guard index >= 0, index <= elements.count, index < elements.count || !isReset else {
                throw .malformedArgument(argument: argument, problem: "the list has \(elements.count) elements, from 0")
            }
            if isReset, path.count == 1 {
                elements.remove(at: index)
            } else {
                var element = index < elements.count ? elements[index] : RecipeNode(.null, at: place)
                try settle(path, &element)
                if index < elements.count { elements[index] = element } else { elements.append(element) }
            }
            node.content = .list(elements)
        case (.list, nil):
            throw .malformedArgument(argument: argument, problem: "\(RecipeNode.shortened(key)) is no index of a list")
        case (.scalar, 0?) where !isReset:
            var element = RecipeNode(.null, at: place)
            try settle(path, &element)
            node = RecipeNode(.list([element]), at: place)
        case (.scalar, _): try applyToMember(key, path, [], &node)
        case (.map(let members), _): try applyToMember(key, path, members, &node)
        }
    }

    private func applyToMember(
        _ key: String, _ path: ArraySlice<String>, _ members: [RecipeNode.Member], _ node: inout RecipeNode
    ) throws(RecipeError) {
        let place = RecipePlace.argument(argument)
        var members = members
        let index = members.firstIndex { $0.key == key }
        if isReset {
            guard let index else { return }
            if path.count == 1 { members.remove(at: index) } else { try settle(path, &members[index].value) }
        } else {
            var value = index.map { members[$0].value } ?? RecipeNode(.null, at: place)
            try settle(path, &value)
            let member = RecipeNode.Member(key: key, keyPlace: place, value: value)
            if let index { members[index] = member } else { members.append(member) }
        }
        if case .scalar = node.content { node.place = place }
        node.content = .map(members)
    }

    /// Puts the value at the end of the path, or walks on.
    private func settle(_ path: ArraySlice<String>, _ node: inout RecipeNode) throws(RecipeError) {
        if path.count > 1 {
            try apply(path.dropFirst(), &node)
        } else if case .set(let value) = change {
            node = value
        }
    }

    private var isReset: Bool { if case .reset = change { true } else { false } }
}

extension RecipeNode {
    /// The same tree with one place everywhere.
    func moved(to place: RecipePlace) -> RecipeNode {
        switch content {
        case .scalar: RecipeNode(content, at: place)
        case .list(let elements): RecipeNode(.list(elements.map { $0.moved(to: place) }), at: place)
        case .map(let members):
            RecipeNode(
                .map(members.map { Member(key: $0.key, keyPlace: place, value: $0.value.moved(to: place)) }), at: place)
        }
    }
}
