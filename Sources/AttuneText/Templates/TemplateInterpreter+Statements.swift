/// Statements.
extension TemplateInterpreter {
    func execute(_ body: [TemplateStatement]) throws(TemplateError) -> Flow {
        try enter()
        defer { exit() }
        for statement in body {
            let flow = try execute(statement)
            if flow != .finished { return flow }
        }
        return .finished
    }

    private func execute(_ statement: TemplateStatement) throws(TemplateError) -> Flow {
        line = statement.line
        try spend()
        switch statement.kind {
        case .text(let text): try write(text)
        case .output(let node): try write(try text(of: try evaluate(node)))
        case .conditional(let branches, let otherwise): return try executeIf(branches, otherwise)
        case .loop(let syntax): return try executeFor(syntax)
        case .assign(let target, let node): try assign(try evaluate(node), to: target)
        case .capture(let target, let filters, let body): try executeCapture(target, filters, body)
        case .macro(let syntax): defineMacro(syntax)
        case .call(let node, let syntax): try executeCall(node, syntax)
        case .filter(let filters, let body): try write(try text(of: try filtered(body, filters)))
        case .with(let bindings, let body): return try executeWith(bindings, body)
        case .generation(let body): try inGeneration { () throws(TemplateError) in try executeScoped(body) }
        case .leaveLoop: return .leavesLoop
        case .nextRound: return .nextRound
        }
        return .finished
    }

    private func executeIf(
        _ branches: [(condition: TemplateNode, body: [TemplateStatement])], _ otherwise: [TemplateStatement]
    ) throws(TemplateError) -> Flow {
        for branch in branches where try evaluate(branch.condition).isTrue { return try execute(branch.body) }
        return try execute(otherwise)
    }

    /// A body whose assignments stay inside; loop controls cannot leave it.
    private func executeScoped(_ body: [TemplateStatement]) throws(TemplateError) {
        try scoped(TemplateScope(parent: scope)) { () throws(TemplateError) in _ = try execute(body) }
    }

    private func executeCapture(
        _ target: TemplateTarget, _ filters: [TemplateStep], _ body: [TemplateStatement]
    ) throws(TemplateError) {
        try assign(try filtered(body, filters), to: target)
    }

    /// What a body writes, passed through filters.
    private func filtered(
        _ body: [TemplateStatement], _ filters: [TemplateStep]
    ) throws(TemplateError) -> TemplateValue {
        let text = try captured { () throws(TemplateError) in try executeScoped(body) }
        var value = TemplateValue.text(text)
        for step in filters {
            guard case .filter(let name, let call) = step.kind else { continue }
            line = step.line
            value = try applyFilter(name, to: value, try arguments(call))
        }
        return value
    }

    private func executeWith(
        _ bindings: [(target: TemplateTarget, value: TemplateNode)], _ body: [TemplateStatement]
    ) throws(TemplateError) -> Flow {
        let inner = TemplateScope(parent: scope)
        for binding in bindings {
            let value = try evaluate(binding.value)
            try scoped(inner) { () throws(TemplateError) in try assign(value, to: binding.target) }
        }
        return try scoped(inner) { () throws(TemplateError) in try execute(body) }
    }

    func assign(_ value: TemplateValue, to target: TemplateTarget) throws(TemplateError) {
        switch target {
        case .name(let name): scope[name.id] = value
        case .member(let name, let member):
            guard case .namespace(let namespace)? = scope[name.id] else {
                throw fail("only members of a namespace can be assigned, and '\(name.text)' is none")
            }
            try setMember(member, of: namespace, to: value)
        case .tuple(let parts):
            let items = try items(of: value)
            guard items.count == parts.count else {
                throw fail("\(items.count) values cannot be assigned to \(parts.count) names")
            }
            for (part, item) in zip(parts, items) { try assign(item, to: part) }
        }
    }

    func setMember(
        _ name: String, of namespace: TemplateNamespace, to value: TemplateValue
    ) throws(TemplateError) {
        guard !name.utf8.starts(with: [0x5F]) else { throw .forbidden(line: line, name: "'\(name)'") }
        namespace.members[name] = value
    }

    // MARK: Loops

    private func executeFor(_ syntax: TemplateLoopSyntax) throws(TemplateError) -> Flow {
        try runLoop(syntax, over: try evaluate(syntax.sequence), in: scope, depth: 0)
        return .finished
    }

    func runLoop(
        _ syntax: TemplateLoopSyntax, over value: TemplateValue, in outer: TemplateScope, depth: Int
    ) throws(TemplateError) {
        let loop = TemplateLoop(
            try items(of: value), syntax: syntax, scope: outer, depth: depth, accepts: condition(of: syntax, outer))
        // As in Jinja, 'else' also runs when no round came to its end, because each one was left early.
        var isUnfinished = true
        var round = TemplateScope(parent: outer)
        while let item = try loop.advance() {
            line = syntax.sequence.line
            try spend()
            // A macro may have kept the names of the round before.
            if isKnownUniquelyReferenced(&round) { round.clear() } else { round = TemplateScope(parent: outer) }
            let flow = try scoped(round) { () throws(TemplateError) in
                try assign(item, to: syntax.target)
                round[syntax.loopName.id] = .loop(loop)
                return try execute(syntax.body)
            }
            if flow == .finished { isUnfinished = false }
            if flow == .leavesLoop { break }
        }
        guard isUnfinished, !syntax.otherwise.isEmpty else { return }
        try scoped(TemplateScope(parent: outer)) { () throws(TemplateError) in _ = try execute(syntax.otherwise) }
    }

    private func condition(
        of syntax: TemplateLoopSyntax, _ outer: TemplateScope
    ) -> ((TemplateValue) throws(TemplateError) -> Bool)? {
        guard let condition = syntax.condition else { return nil }
        return { (item) throws(TemplateError) in
            try self.spend()
            return try self.scoped(TemplateScope(parent: outer)) { () throws(TemplateError) in
                try self.assign(item, to: syntax.target)
                return try self.evaluate(condition).isTrue
            }
        }
    }

    // MARK: Macros

    private func defineMacro(_ syntax: TemplateMacroSyntax) {
        guard let name = syntax.name else { return }
        noteMacro(in: scope)
        scope[name.id] = .macro(TemplateMacro(syntax: syntax, scope: scope))
    }

    private func executeCall(_ node: TemplateNode, _ syntax: TemplateMacroSyntax) throws(TemplateError) {
        noteMacro(in: scope)
        let caller = TemplateValue.macro(TemplateMacro(syntax: syntax, scope: scope))
        guard case .postfix(let base, let steps) = node.expression, case .call(let call)? = steps.last?.kind else {
            throw fail("expected a call")
        }
        let callee = try evaluate(base, Array(steps.dropLast()))
        var arguments = try arguments(call)
        arguments.keyword.append(("caller", caller))
        try write(try text(of: try self.call(callee, arguments)))
    }
}
