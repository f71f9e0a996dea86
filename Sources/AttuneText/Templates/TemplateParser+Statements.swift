/// Block tags.
extension TemplateParser {
    mutating func parseStatement(_ ends: [String]) throws(TemplateError) -> TemplateStatement {
        let start = line
        guard case .name(let tag) = current.kind else { throw unexpected("the name of a tag") }
        return TemplateStatement(line: start, kind: try parseTag(tag, ends))
    }

    private mutating func parseTag(_ tag: String, _ ends: [String]) throws(TemplateError) -> TemplateStatementKind {
        advance()
        switch tag {
        case "if": return try parseIf()
        case "for": return try parseFor()
        case "set": return try parseSet()
        case "macro": return try parseMacro()
        case "call": return try parseCallBlock()
        case "filter": return try parseFilterBlock()
        case "with": return try parseWith()
        case "generation":
            noteGeneration()
            return .generation(try parseClosedBlock(upTo: "endgeneration"))
        case "break", "continue":
            guard loopDepth > 0 else { throw fail("'\(tag)' stands outside of a loop") }
            return tag == "break" ? .leaveLoop : .nextRound
        case "include", "import", "from", "extends", "block", "autoescape", "print", "do", "trans", "debug":
            throw .unsupported(line: line, feature: "the tag '\(tag)'")
        default:
            let expected = ends.isEmpty ? "" : ", expected " + ends.map { "'\($0)'" }.joined(separator: " or ")
            throw fail("unknown tag '\(tag)'\(expected)")
        }
    }

    private mutating func parseIf() throws(TemplateError) -> TemplateStatementKind {
        var branches: [(condition: TemplateNode, body: [TemplateStatement])] = []
        while true {
            let condition = try parseTuple(allowsConditional: false)
            let body = try parseBlock(until: ["elif", "else", "endif"])
            branches.append((condition, body))
            if skip(keyword: "elif") { continue }
            if skip(keyword: "else") {
                return .conditional(branches, otherwise: try parseBlock(upTo: "endif"))
            }
            advance()
            return .conditional(branches, otherwise: [])
        }
    }

    private mutating func parseFor() throws(TemplateError) -> TemplateStatementKind {
        let target = try parseTarget(endingAt: "in")
        if Self.names(in: target).contains("loop") { throw fail("'loop' cannot be assigned") }
        try expect(keyword: "in")
        let sequence = try parseTuple(allowsConditional: false, endingAt: "recursive")
        let condition = skip(keyword: "if") ? try parseExpression() : nil
        let isRecursive = skip(keyword: "recursive")
        loopDepth += 1
        let body = try parseBlock(until: ["endfor", "else"])
        loopDepth -= 1
        let otherwise = isKeyword("else") ? try parseElse(upTo: "endfor") : []
        if otherwise.isEmpty, isKeyword("endfor") { advance() }
        return .loop(
            TemplateLoopSyntax(
                target: target, sequence: sequence, condition: condition, isRecursive: isRecursive, body: body,
                otherwise: otherwise, loopName: name("loop")))
    }

    private mutating func parseElse(upTo end: String) throws(TemplateError) -> [TemplateStatement] {
        advance()
        return try parseBlock(upTo: end)
    }

    private static func names(in target: TemplateTarget) -> [String] {
        switch target {
        case .name(let name): [name.text]
        case .member: []
        case .tuple(let parts): parts.flatMap(names)
        }
    }

    private mutating func parseSet() throws(TemplateError) -> TemplateStatementKind {
        let target = try parseTarget(allowsMember: true)
        if skip(.assign) { return .assign(target, try parseTuple()) }
        let filters = try parseFilters()
        return .capture(target, filters: filters, body: try parseClosedBlock(upTo: "endset"))
    }

    /// A block that loop controls cannot leave.
    private mutating func parseClosedBlock(upTo end: String) throws(TemplateError) -> [TemplateStatement] {
        let outer = loopDepth
        loopDepth = 0
        defer { loopDepth = outer }
        return try parseBlock(upTo: end)
    }

    private mutating func parseFilters() throws(TemplateError) -> [TemplateStep] {
        var filters: [TemplateStep] = []
        while skip(.pipe) { filters.append(try parseFilter()) }
        return filters
    }

    private mutating func parseFilterBlock() throws(TemplateError) -> TemplateStatementKind {
        let first = try parseFilter()
        let filters = [first] + (try parseFilters())
        return .filter(filters, body: try parseClosedBlock(upTo: "endfilter"))
    }

    private mutating func parseWith() throws(TemplateError) -> TemplateStatementKind {
        var bindings: [(target: TemplateTarget, value: TemplateNode)] = []
        while current.kind != .blockEnd, !isSymbol(.colon) {
            if !bindings.isEmpty { try expect(.comma) }
            let target = try parseTarget()
            try expect(.assign)
            bindings.append((target, try parseExpression()))
        }
        return .with(bindings, body: try parseBlock(upTo: "endwith"))
    }

    private mutating func parseMacro() throws(TemplateError) -> TemplateStatementKind {
        let macroName = name(try expectName())
        var macro = TemplateMacroSyntax(name: macroName)
        try expect(.openParenthesis)
        try parseParameters(&macro)
        try parseMacroBody(&macro, upTo: "endmacro")
        return .macro(macro)
    }

    private mutating func parseCallBlock() throws(TemplateError) -> TemplateStatementKind {
        var macro = TemplateMacroSyntax()
        if skip(.openParenthesis) { try parseParameters(&macro) }
        let call = try parseExpression()
        guard case .postfix(_, let steps) = call.expression, case .call? = steps.last?.kind else {
            throw fail("expected a call")
        }
        try parseMacroBody(&macro, upTo: "endcall")
        return .call(call, macro)
    }

    private mutating func parseParameters(_ macro: inout TemplateMacroSyntax) throws(TemplateError) {
        while !isSymbol(.closeParenthesis) {
            if !macro.parameters.isEmpty { try expect(.comma) }
            macro.parameters.append(name(try expectName()))
            if skip(.assign) {
                macro.defaults.append(try parseExpression())
            } else if !macro.defaults.isEmpty {
                throw fail("a parameter without default follows one with a default")
            }
        }
        try expect(.closeParenthesis)
    }

    /// The body, in which loop controls start anew and the implicit names are noticed.
    private mutating func parseMacroBody(
        _ macro: inout TemplateMacroSyntax, upTo end: String
    ) throws(TemplateError) {
        let (outerNames, outerLoops) = (usedNames, loopDepth)
        (usedNames, loopDepth) = ([], 0)
        macro.body = try parseBlock(upTo: end)
        macro.usesCaller = usedNames.contains("caller")
        macro.usesVariableArguments = usedNames.contains("varargs")
        macro.usesKeywords = usedNames.contains("kwargs")
        macro.implicitNames = [name("caller"), name("varargs"), name("kwargs")]
        (usedNames, loopDepth) = (outerNames.union(usedNames), outerLoops)
    }

    /// What a `set`, `for` or `with` assigns to: a name, a member of a namespace, or several of them.
    mutating func parseTarget(
        allowsMember: Bool = false, endingAt end: String? = nil
    ) throws(TemplateError) -> TemplateTarget {
        var parts: [TemplateTarget] = []
        var isTuple = false
        while !(isTuple && (isSymbol(.assign) || end.map(isKeyword) == true || isSymbol(.closeParenthesis))) {
            parts.append(try nested { parser throws(TemplateError) in try parser.parseTargetPart(allowsMember) })
            guard skip(.comma) else { break }
            isTuple = true
        }
        return isTuple ? .tuple(parts) : parts[0]
    }

    private mutating func parseTargetPart(_ allowsMember: Bool) throws(TemplateError) -> TemplateTarget {
        if skip(.openParenthesis) {
            let inner = try parseTarget(allowsMember: allowsMember)
            try expect(.closeParenthesis)
            return inner
        }
        let text = try expectName()
        guard !["true", "false", "none", "True", "False", "None"].contains(text) else {
            throw fail("'\(text)' cannot be assigned")
        }
        if allowsMember, skip(.dot) { return .member(name(text), try expectName()) }
        return .name(name(text))
    }
}
