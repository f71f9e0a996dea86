internal import AttuneModels

extension RecipeKind where Value: RawRepresentable<String> & CaseIterable {
    /// One of the words of an enumeration.
    static func choice(note: String? = nil) -> RecipeKind {
        let words = Value.allCases.map(\.rawValue)
        return RecipeKind(
            shape: .word(words),
            read: { (node, scope) throws(RecipeError) in
                guard case .scalar(let text, _) = node.content, !node.isNull else {
                    throw node.wrongType(scope, "one of \(words.joined(separator: ", "))")
                }
                guard let value = Value(rawValue: text) else {
                    throw .unknownChoice(
                        place: node.place, key: scope.key, found: node.summary, choices: words, note: note)
                }
                return value
            },
            write: { .plain($0.rawValue) })
    }
}

extension RecipeKind {
    /// This kind, or `null`; other than for texts also the word `none`.
    func orNull() -> RecipeKind<Value?> {
        RecipeKind<Value?>(
            shape: .optional(shape),
            read: { (node, scope) throws(RecipeError) in
                if node.isNull { return nil }
                if self.shape != .text, case .scalar("none", isPlain: true) = node.content { return nil }
                return try self.read(node, scope)
            },
            write: { value in value.map(self.write) ?? .null })
    }

    /// A list of this kind.
    static func list<Element: Sendable>(
        _ element: RecipeKind<Element>, atLeast least: Int = 0, atMost most: Int? = nil
    ) -> RecipeKind where Value == [Element] {
        let shape = ValueShape.list(element.shape, atLeast: least, atMost: most)
        return RecipeKind(
            shape: shape,
            read: { (node, scope) throws(RecipeError) in
                guard case .list(let nodes) = node.content else { throw node.wrongType(scope, shape.description) }
                guard nodes.count >= least, nodes.count <= most ?? .max else {
                    throw .outOfRange(
                        place: node.place, key: scope.key, expected: shape.description, found: node.summary)
                }
                var values: [Element] = []
                for (index, node) in nodes.enumerated() {
                    values.append(try element.read(node, scope.inside(String(index))))
                }
                return values
            },
            write: { .list($0.map { RecipeNode(element.write($0)) }) })
    }
}

extension RecipeKind where Value == AdapterTargets {
    /// `all-linear`, a regular expression, or a list of names.
    static var targetModules: RecipeKind {
        let names = RecipeKind<[String]>.list(.text, atLeast: 1)
        return RecipeKind(
            shape: .either([.text, names.shape]),
            read: { (node, scope) throws(RecipeError) in
                if case .list = node.content { return .names(try names.read(node, scope)) }
                let text = try RecipeKind<String>.text.read(node, scope)
                return text == "all-linear" ? .allLinear : .pattern(text)
            },
            write: { targets in
                switch targets {
                case .allLinear: .plain("all-linear")
                case .pattern(let text): .scalar(text, isPlain: false)
                case .names(let list): names.write(list)
                }
            })
    }
}

extension RecipeKind where Value == LossScope {
    /// `assistant`, `last`, `all`, or a map with `prompt_weight`.
    static var lossScope: RecipeKind {
        let weight = RecipeKind<Double>.number(.from(0, to: 1))
        let words: [(String, LossScope)] = [("assistant", .assistant), ("last", .last), ("all", .all)]
        let field = FieldDescription(
            key: "prompt_weight", documentation: "The weight of all tokens that are not the assistant's.",
            shape: weight.shape, isRequired: true, defaultValue: nil)
        return RecipeKind(
            shape: .either([.word(words.map(\.0)), .section([field])]),
            read: { (node, scope) throws(RecipeError) in
                if case .map(let members) = node.content { return try promptWeight(members, node, scope, weight) }
                guard case .scalar(let text, _) = node.content, !node.isNull else {
                    throw node.wrongType(scope, "one of assistant, last, all, or { prompt_weight: 0.1 }")
                }
                guard let word = words.first(where: { $0.0 == text }) else {
                    throw .unknownChoice(
                        place: node.place, key: scope.key, found: node.summary, choices: words.map(\.0),
                        note: "Or a map: { prompt_weight: 0.1 }.")
                }
                return word.1
            },
            write: { scope in
                guard case .promptWeight(let value) = scope else {
                    return .plain(words.first { $0.1 == scope }?.0 ?? "assistant")
                }
                return .map([.init(key: field.key, keyPlace: .value, value: RecipeNode(weight.write(value)))])
            })
    }
}

private func promptWeight(
    _ members: [RecipeNode.Member], _ node: RecipeNode, _ scope: RecipeScope, _ weight: RecipeKind<Double>
) throws(RecipeError) -> LossScope {
    if let other = members.first(where: { $0.key != "prompt_weight" }) {
        throw .unknownKey(
            place: other.keyPlace, key: scope.inside(other.key).key, hint: .known(["prompt_weight"]))
    }
    guard let member = members.first else {
        throw .missingKey(place: node.place, key: scope.inside("prompt_weight").key, meaning: "a number from 0 to 1.")
    }
    return .promptWeight(try weight.read(member.value, scope.inside("prompt_weight")))
}
