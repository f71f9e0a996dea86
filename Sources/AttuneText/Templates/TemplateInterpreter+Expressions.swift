/// Expressions.
extension TemplateInterpreter {
    func evaluate(_ node: TemplateNode) throws(TemplateError) -> TemplateValue {
        try enter()
        defer { exit() }
        line = node.line
        try spend()
        switch node.expression {
        case .literal(let literal): return value(of: literal)
        case .name(let name): return scope[name.id] ?? .undefined(.variable(name.text))
        case .list(let nodes): return .list(try list(nodes))
        case .tuple(let nodes): return .tuple(try list(nodes))
        case .dictionary(let members): return try dictionary(members)
        case .chain(let first, let rest): return try evaluateChain(first, rest)
        case .concat(let parts): return try evaluateConcat(parts)
        case .compare(let first, let rest): return try evaluateComparison(first, rest)
        case .and(let parts): return try evaluateAll(parts, until: false)
        case .or(let parts): return try evaluateAll(parts, until: true)
        case .not(let operand): return .boolean(!(try evaluate(operand).isTrue))
        case .negative(let operand): return try signed(try evaluate(operand), isNegative: true)
        case .positive(let operand): return try signed(try evaluate(operand), isNegative: false)
        case .conditional(let condition, let value, let otherwise):
            if try evaluate(condition).isTrue { return try evaluate(value) }
            guard let otherwise else { return .undefined(.hint("an 'if' without 'else'")) }
            return try evaluate(otherwise)
        case .postfix(let base, let steps): return try evaluate(base, steps)
        }
    }

    private func value(of literal: TemplateLiteral) -> TemplateValue {
        switch literal {
        case .none: .none
        case .boolean(let value): .boolean(value)
        case .integer(let value): .integer(value)
        case .double(let value): .double(value)
        case .text(let text): .text(text)
        }
    }

    private func list(_ nodes: [TemplateNode]) throws(TemplateError) -> TemplateList {
        var items: [TemplateValue] = []
        for node in nodes { items.append(try evaluate(node)) }
        return try newList(items)
    }

    /// A list within the limits of count and depth.
    func newList(_ items: [TemplateValue]) throws(TemplateError) -> TemplateList {
        try checkItems(items.count)
        let list = TemplateList(items)
        guard list.depth <= TemplateInput.depthLimit else {
            throw .limit(line: line, limit: .depth, allowed: TemplateInput.depthLimit)
        }
        return list
    }

    private func dictionary(
        _ members: [(key: TemplateNode, value: TemplateNode)]
    ) throws(TemplateError) -> TemplateValue {
        var values: [(key: TemplateValue, value: TemplateValue)] = []
        for member in members { values.append((try evaluate(member.key), try evaluate(member.value))) }
        return try newDictionary(values)
    }

    func newDictionary(
        _ members: [(key: TemplateValue, value: TemplateValue)]
    ) throws(TemplateError) -> TemplateValue {
        try checkItems(members.count)
        for member in members {
            if case .text(let text) = member.key { try spend(bytes: text.count) }
        }
        guard let dictionary = TemplateDictionary(members) else {
            throw fail("a key of the dictionary is neither text nor a number")
        }
        guard dictionary.depth <= TemplateInput.depthLimit else {
            throw .limit(line: line, limit: .depth, allowed: TemplateInput.depthLimit)
        }
        return .dictionary(dictionary)
    }

    private func evaluateChain(
        _ first: TemplateNode, _ rest: [(operation: TemplateOperator, operand: TemplateNode)]
    ) throws(TemplateError) -> TemplateValue {
        var value = try evaluate(first)
        for (operation, operand) in rest {
            let right = try evaluate(operand)
            value = try compute(operation, value, right)
        }
        return value
    }

    private func evaluateConcat(_ parts: [TemplateNode]) throws(TemplateError) -> TemplateValue {
        var result = MarkedText()
        for part in parts {
            result.append(try text(of: try evaluate(part)))
            try spend(bytes: result.count)
        }
        return .text(result)
    }

    /// The first operand whose truth is `stop`, or the last one.
    private func evaluateAll(_ parts: [TemplateNode], until stop: Bool) throws(TemplateError) -> TemplateValue {
        var value = TemplateValue.boolean(!stop)
        for part in parts {
            value = try evaluate(part)
            if value.isTrue == stop { break }
        }
        return value
    }

    private func evaluateComparison(
        _ first: TemplateNode, _ rest: [(comparison: TemplateComparison, operand: TemplateNode)]
    ) throws(TemplateError) -> TemplateValue {
        var left = try evaluate(first)
        for (comparison, operand) in rest {
            let right = try evaluate(operand)
            if !(try compare(comparison, left, right)) { return .boolean(false) }
            left = right
        }
        return .boolean(true)
    }

    /// A value followed by attributes, items, calls, filters and tests.
    func evaluate(_ base: TemplateNode, _ steps: [TemplateStep]) throws(TemplateError) -> TemplateValue {
        var value = try evaluate(base)
        for step in steps {
            try spend()
            line = step.line
            value = try apply(step, to: value)
        }
        return value
    }

    private func apply(_ step: TemplateStep, to value: TemplateValue) throws(TemplateError) -> TemplateValue {
        switch step.kind {
        case .attribute(let name): return try attribute(name.text, of: value)
        case .item(let node):
            let key = try evaluate(node)
            return try item(key, of: value)
        case .slice(let start, let stop, let stride):
            return try slice(value, try bound(start), try bound(stop), try bound(stride))
        case .call(let call):
            let arguments = try arguments(call)
            line = step.line
            return try self.call(value, arguments)
        case .filter(let name, let call):
            let arguments = try arguments(call)
            line = step.line
            return try applyFilter(name, to: value, arguments)
        case .test(let name, let call, let negated):
            let arguments = try arguments(call)
            line = step.line
            return .boolean(try applyTest(name, to: value, arguments) != negated)
        }
    }

    private func bound(_ node: TemplateNode?) throws(TemplateError) -> Int? {
        guard let node else { return nil }
        switch try evaluate(node) {
        case .none: return nil
        case .integer(let value): return value
        case .boolean(let value): return value ? 1 : 0
        case .undefined(let reason): throw undefined(reason)
        default: throw fail("the bounds of a slice are integers")
        }
    }

    func arguments(_ call: TemplateCallSyntax) throws(TemplateError) -> TemplateArguments {
        var arguments = TemplateArguments()
        for node in call.positional { arguments.positional.append(try evaluate(node)) }
        for (name, node) in call.keyword { arguments.keyword.append((name, try evaluate(node))) }
        if let spread = call.spread { arguments.positional += try items(of: try evaluate(spread)) }
        guard let spread = call.keywordSpread else { return arguments }
        guard case .dictionary(let dictionary) = try evaluate(spread) else { throw fail("'**' needs a dictionary") }
        for (key, value) in dictionary.members {
            guard case .text(let name) = key else { throw fail("'**' needs text keys") }
            arguments.keyword.append((name.string, value))
        }
        return arguments
    }
}
